//! The licences of the province: those that every standard about licences shares, with days in full width and an encrypted
//! identifier each.

use jiff::civil::DateTime;
use serde_json::{Map, Value};
use sm3::{Digest, Sm3};

use crate::simulator::formats::calendar_day;
use crate::simulator::licences::holdings::{self, Licences};

/// Fields that hold a day.
const DAYS: [&str; 3] = ["issued", "valid_from", "valid_until"];

/// All licences as of a day. Those that cannot be used are left out, for no code of this standard is about them.
pub(super) fn all(now: DateTime, seed: u64) -> Licences {
    let all = holdings::all(now);
    let as_here = |licence: Map<String, Value>| here(licence, seed);
    Licences {
        valid: all.valid.into_iter().map(as_here).collect(),
        barred: Vec::new(),
        foreign: here(all.foreign, seed),
        empty_holder: all.empty_holder,
    }
}

fn here(mut licence: Map<String, Value>, seed: u64) -> Map<String, Value> {
    for field in DAYS {
        if let Some(day) = licence.get(field).and_then(Value::as_str).and_then(calendar_day) {
            let text = format!("{:04}年{:02}月{:02}日", day.year(), day.month(), day.day());
            licence.insert(field.to_owned(), Value::from(text));
        }
    }
    let id = licence.get("id").and_then(Value::as_str).unwrap_or_default();
    let encrypted = hexadecimal(&format!("{seed} {id}"));
    // Of this member the text shows the beginning of a name: it stands under the name that the platform gives it.
    if let Some(kind) = licence.get("type").cloned() {
        licence.insert("certificateType".to_owned(), kind);
    }
    licence.insert("qr_stream".to_owned(), Value::from(hexadecimal(&encrypted)));
    licence.insert("encrypted_id".to_owned(), Value::from(encrypted));
    licence
}

/// Digits that nobody reads an identifier out of.
fn hexadecimal(text: &str) -> String {
    Sm3::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
