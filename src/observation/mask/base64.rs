//! Base64 of values, whole or inside a longer text (RFC 4648), without padding.

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

/// The digits that a value has wherever it stands in a longer text: they depend on the bytes before it by their number
/// alone. Digits that hold bits of a neighbour as well are left out.
pub(super) fn aligned(value: &[u8]) -> [String; 3] {
    [0, 1, 2].map(|before: usize| {
        let mut text = vec![0; before];
        text.extend_from_slice(value);
        let whole = standard(&text);
        let (first, last) = ((8 * before).div_ceil(6), 8 * text.len() / 6);
        whole.get(first..last).unwrap_or_default().to_owned()
    })
}

/// Whether a byte is a digit of either alphabet.
pub(super) fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_a_value_are_the_same_in_every_text() {
        for before in 0..9 {
            for after in 0..4 {
                let text = format!("{}credential{}", "u".repeat(before), "v".repeat(after));
                assert!(standard(text.as_bytes()).contains(&aligned(b"credential")[before % 3]), "{before} {after}");
            }
        }
    }

    #[test]
    fn known_values_are_encoded() {
        let known = [("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"), ("??>>", "Pz8+Pg"), ("", "")];
        for (value, encoded) in known {
            assert_eq!(standard(value.as_bytes()), encoded);
        }
        assert_eq!(url_safe("Pz8+Pg/"), "Pz8-Pg_");
    }
}
