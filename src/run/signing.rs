//! Signs requests for a gateway in front of the target.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::DateTime;
use secrecy::ExposeSecret;

use super::clock::instant;
use super::digest::sha256;
use crate::observation::HttpRequest;
use crate::target::Signing;

/// Signs requests, each with the time at which it is sent and a nonce of its own.
pub(super) struct Signer<'a> {
    signing: &'a Signing,
    clock: fn() -> DateTime,
    nonces: Nonces,
}

impl<'a> Signer<'a> {
    pub fn new(signing: &'a Signing, clock: fn() -> DateTime) -> Self {
        Self { signing, clock, nonces: Nonces::default() }
    }

    /// The request with the headers of the gateway.
    pub fn signed(&self, request: &HttpRequest) -> HttpRequest {
        let mut request = request.clone();
        request.headers.extend(self.headers(0));
        request
    }

    /// The headers of the gateway, signed so many seconds ago.
    pub fn headers(&self, seconds_ago: i64) -> Vec<(String, String)> {
        let signing = self.signing;
        let timestamp = (instant((self.clock)()).as_second() - seconds_ago).to_string();
        let nonce = self.nonces.next();
        let signature = signature(&timestamp, signing.token.value.expose_secret(), &nonce);
        let values = [("paasid", signing.paasid.clone()), ("timestamp", timestamp), ("nonce", nonce)];
        let named = |(name, value)| (format!("{}-{name}", signing.header_prefix.as_str()), value);
        values.into_iter().chain([(SIGNATURE, signature)]).map(named).collect()
    }

    /// The same headers, with a signature that differs from the right one in its last digit alone.
    pub fn forged(&self) -> Vec<(String, String)> {
        let mut headers = self.headers(0);
        for (_, value) in headers.iter_mut().filter(|(name, _)| name.ends_with(SIGNATURE)) {
            let other = if value.ends_with('0') { '1' } else { '0' };
            value.pop();
            value.push(other);
        }
        headers
    }
}

/// How the name of the header ends that carries the signature.
const SIGNATURE: &str = "signature";

/// Upper-case hexadecimal SHA-256 of time, token, nonce and time again, with nothing between them.
fn signature(timestamp: &str, token: &str, nonce: &str) -> String {
    sha256(&[timestamp, token, nonce, timestamp].concat()).to_ascii_uppercase()
}

/// Nonces that no other request has had, in this run or another: gateways refuse one that recurs.
#[derive(Default)]
struct Nonces {
    /// Keyed by the system's randomness.
    random: RandomState,
    count: AtomicU64,
}

impl Nonces {
    fn next(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{:016x}", self.random.hash_one(count))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::target::{Credential, HeaderPrefix};

    fn noon() -> DateTime {
        DateTime::constant(2023, 11, 15, 6, 13, 20, 0)
    }

    #[test]
    fn the_signature_is_that_of_the_published_clients() {
        let expected = "060761BE9727DB9C507F22D330A473B75290EED0C7567BE808A091D4DD1F2509";
        assert_eq!(signature("1700000000", "testtoken", "123456789abcdefg"), expected);
    }

    #[test]
    fn a_request_carries_the_callers_id_the_time_and_a_nonce_of_its_own() {
        for (header_prefix, name) in [(HeaderPrefix::Tif, "x-tif"), (HeaderPrefix::Rio, "x-rio")] {
            let token = Credential { value: "testtoken".into(), variable: None };
            let signing = Signing { header_prefix, paasid: "example".to_owned(), token };
            let signer = Signer::new(&signing, noon);
            let plain = HttpRequest {
                method: "POST".to_owned(),
                url: "http://127.0.0.1/".to_owned(),
                headers: vec![("accept".to_owned(), "*/*".to_owned())],
                body: b"{}".to_vec(),
            };
            let nonces: BTreeSet<String> = (0..100)
                .map(|_| {
                    let signed = signer.signed(&plain);
                    assert_eq!((&signed.method, &signed.url, &signed.body), (&plain.method, &plain.url, &plain.body));
                    let [_, paasid, timestamp, nonce, signature] = signed.headers.try_into().unwrap_or_default();
                    assert_eq!(paasid, (format!("{name}-paasid"), "example".to_owned()));
                    assert_eq!(timestamp, (format!("{name}-timestamp"), "1700000000".to_owned()));
                    assert_eq!(nonce.0, format!("{name}-nonce"));
                    let expected = super::signature("1700000000", "testtoken", &nonce.1);
                    assert_eq!(signature, (format!("{name}-signature"), expected));
                    nonce.1
                })
                .collect();
            assert_eq!(nonces.len(), 100);
        }
    }
}
