//! Synthetic values: valid in form, drawn from a seed, belonging to nobody.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use serde::{Deserialize, Serialize};

use crate::schema as formats;

const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// How often the values of a case were drawn before, by its id: what a request that nobody has answered may have stored
/// must not be made once more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Redrawn(BTreeMap<String, u32>);

impl Redrawn {
    /// How often a case was drawn before.
    pub fn of(&self, case: &str) -> u32 {
        self.0.get(case).copied().unwrap_or(0)
    }

    /// Notes how often a case was drawn before.
    pub fn set(&mut self, case: String, times: u32) {
        self.0.insert(case, times);
    }

    /// Cases that are drawn anew.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether every case is drawn for the first time.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Makes values for one run.
#[derive(Debug, Clone)]
pub struct Synthetic {
    seed: u64,
    marker: String,
    redrawn: Redrawn,
}

impl Synthetic {
    /// The classes of `schemas/README.md` that values are made of.
    pub const CLASSES: &[&str] = &[
        "marker",
        "word",
        "person-name",
        "phone",
        "address",
        "postcode",
        "identity-number",
        "number",
        "date",
        "written-date",
        "padded-date",
        "use",
        "region-name",
        "region-code",
        "token",
        "digest",
        "account",
    ];

    /// `marker` begins every marker value, so that what a run created can be found and purged.
    pub fn new(seed: u64, marker: &str) -> Self {
        Self { seed, marker: marker.to_owned(), redrawn: Redrawn::default() }
    }

    /// With other values for the cases that were drawn before.
    #[must_use]
    pub fn redrawing(self, redrawn: Redrawn) -> Self {
        Self { redrawn, ..self }
    }

    /// The marker of one case: at most 24 ASCII characters.
    pub fn marker(&self, case: &str) -> String {
        format!("{}-{}", self.marker, letters(self.draw(case, "marker", ""), 8))
    }

    /// A value of a class of `schemas/README.md`; the same for equal keys. None when there is no such class.
    pub fn make(&self, class: &str, case: &str, key: &str) -> Option<String> {
        let drawn = self.draw(case, class, key);
        Some(match class {
            "marker" => format!("{}-{}", self.marker(case), letters(drawn, 4)),
            "word" => format!("词{}", letters(drawn, 10)),
            "person-name" => {
                let stem = |place: u32| STEMS[(drawn >> (8 * place)) as usize % STEMS.len()];
                format!("测试{}{}{}{}{}", stem(0), stem(1), stem(2), stem(3), stem(4))
            }
            // 141 is a range of machines, not of persons.
            "phone" => format!("141{:08}", drawn % 100_000_000),
            "address" => format!("测试路{}号", drawn % 10_000_000),
            "postcode" => format!("51{:04}", drawn % 10_000),
            "identity-number" => identity_number(drawn),
            "number" => (1 + drawn % 1000).to_string(),
            "date" => format!("20{:02}-{:02}-{:02}", 10 + drawn % 10, 1 + (drawn >> 8) % 12, 1 + (drawn >> 16) % 28),
            "written-date" => {
                format!("20{:02}年{}月{}日", 10 + drawn % 10, 1 + (drawn >> 8) % 12, 1 + (drawn >> 16) % 28)
            }
            "padded-date" => {
                format!("20{:02}年{:02}月{:02}日", 10 + drawn % 10, 1 + (drawn >> 8) % 12, 1 + (drawn >> 16) % 28)
            }
            "use" => format!("接口测试{}", letters(drawn, 6)),
            "region-name" => format!("测试地区{}", drawn % 1000),
            "region-code" => format!("99{:04}", drawn % 10_000),
            "token" => format!("{drawn:016x}{:016x}", self.draw(case, class, "second half")),
            // As long as the digests of 256 bits that standards compute credentials with.
            "digest" => ["", "2", "3", "4"]
                .map(|part| format!("{:016x}", self.draw(case, class, &format!("{key}{part}"))))
                .concat(),
            "account" => format!("TEST{:012X}", drawn >> 16),
            _ => return None,
        })
    }

    fn draw(&self, case: &str, class: &str, key: &str) -> u64 {
        let case = match self.redrawn.of(case) {
            0 => Cow::Borrowed(case),
            times => Cow::Owned(format!("{case}\u{1e}{times}")),
        };
        let name = [self.marker.as_str(), &case, class, key].join("\u{1f}");
        ChaCha8Rng::seed_from_u64(self.seed ^ fnv1a(name.as_bytes())).next_u64()
    }
}

/// FNV-1a: the same on every machine and in every version, as a recorded seed must be.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn letters(mut number: u64, count: usize) -> String {
    (0..count)
        .map(|_| {
            let letter = LETTERS[(number % 36) as usize];
            number /= 36;
            letter as char
        })
        .collect()
}

/// A province that exists, which platforms look for, with a county that none has or had: no city's code is 99, so the number
/// belongs to nobody.
fn identity_number(drawn: u64) -> String {
    let digits = format!(
        "4499{:02}19{:02}{:02}{:02}{:03}",
        drawn % 100,
        10 + (drawn >> 16) % 80,
        1 + (drawn >> 24) % 12,
        1 + (drawn >> 32) % 28,
        (drawn >> 40) % 1000
    );
    let check = formats::identity_check_digit(&digits).unwrap_or('0');
    format!("{digits}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_values() {
        let synthetic = Synthetic::new(1, "m");
        let idle = Synthetic::CLASSES.iter().filter(|class| synthetic.make(class, "case", "1").is_none());
        assert_eq!(idle.collect::<Vec<_>>(), [&""; 0]);
    }
}
