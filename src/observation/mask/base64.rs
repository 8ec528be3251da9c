//! Base64 of whole values (RFC 4648), without padding.

/// The digits of the standard alphabet.
const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A value in the standard alphabet, without padding.
pub(super) fn standard(value: &[u8]) -> String {
    let mut encoded = String::with_capacity(value.len().div_ceil(3) * 4);
    for chunk in value.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..=chunk.len() {
            encoded.push(char::from(STANDARD[(group >> (18 - 6 * index)) as usize & 63]));
        }
    }
    encoded
}

/// The same in the alphabet that is safe in URLs.
pub(super) fn url_safe(standard: &str) -> String {
    standard.replace('+', "-").replace('/', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_are_encoded() {
        let known = [("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"), ("??>>", "Pz8+Pg"), ("", "")];
        for (value, encoded) in known {
            assert_eq!(standard(value.as_bytes()), encoded);
        }
        assert_eq!(url_safe("Pz8+Pg/"), "Pz8-Pg_");
    }
}
