//! Who may call a service: a signature over time, token and nonce, of now and not seen before.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::civil::DateTime;
use jiff::tz::{TimeZone, offset};
use sha2::{Digest, Sha256};

use super::faults::Fault;
use crate::observation::HttpRequest;
use crate::standard::SignatureRule;

/// How the names of the headers may begin.
const PREFIXES: [&str; 2] = ["x-tif", "x-rio"];

/// What is known about a caller.
pub(super) struct Knowing<'a> {
    pub paasid: &'a str,
    pub token: &'a str,
    pub rule: &'a SignatureRule,
    pub now: DateTime,
    pub fault: Option<Fault>,
}

/// Keeps the nonces that were used, with the second of each.
#[derive(Default)]
pub(super) struct Keeper(Mutex<BTreeMap<String, i64>>);

impl Keeper {
    /// Whether a request is signed as it should be; else why not.
    pub fn admits(&self, request: &HttpRequest, knowing: &Knowing<'_>) -> Result<(), &'static str> {
        let omits = |fault| knowing.fault == Some(fault);
        let Some([paasid, timestamp, nonce, signature]) = headers(request) else {
            return if omits(Fault::UnsignedAccepted) { Ok(()) } else { Err("no signature") };
        };
        if omits(Fault::SignedRefused) || paasid != knowing.paasid {
            return Err("unknown caller");
        }
        let right = sign(timestamp, knowing.token, nonce);
        let is_right = match knowing.fault {
            Some(Fault::SignatureUnchecked) => true,
            Some(Fault::SignatureHalfChecked) => signature.get(..32) == right.get(..32),
            _ => signature.eq_ignore_ascii_case(&right),
        };
        if !is_right {
            return Err("wrong signature");
        }
        let now = knowing.now.to_zoned(TimeZone::fixed(offset(8))).map_or(0, |zoned| zoned.timestamp().as_second());
        let age = timestamp.parse::<i64>().map_or(i64::MAX, |then| (now - then).saturating_abs());
        if !omits(Fault::StaleAccepted) && age.unsigned_abs() > knowing.rule.window_seconds {
            return Err("stale signature");
        }
        if self.is_new(nonce, now, knowing.rule) || omits(Fault::ReplayAccepted) { Ok(()) } else { Err("used before") }
    }

    fn is_new(&self, nonce: &str, now: i64, rule: &SignatureRule) -> bool {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, then| now.saturating_sub(*then).unsigned_abs() <= rule.nonce_seconds);
        used.insert(nonce.to_owned(), now).is_none()
    }
}

/// Caller, time, nonce and signature; none when one of them is lacking.
fn headers(request: &HttpRequest) -> Option<[&str; 4]> {
    PREFIXES.into_iter().find_map(|prefix| {
        let of = |name: &str| {
            let wanted = format!("{prefix}-{name}");
            let mut found = request.headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case(&wanted));
            found.next().map(|(_, value)| value.as_str())
        };
        Some([of("paasid")?, of("timestamp")?, of("nonce")?, of("signature")?])
    })
}

fn sign(timestamp: &str, token: &str, nonce: &str) -> String {
    let mut digest = Sha256::new();
    for part in [timestamp, token, nonce, timestamp] {
        digest.update(part);
    }
    digest.finalize().iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_vector_is_reproduced() {
        let expected = "060761BE9727DB9C507F22D330A473B75290EED0C7567BE808A091D4DD1F2509";
        assert_eq!(sign("1700000000", "testtoken", "123456789abcdefg"), expected);
    }
}
