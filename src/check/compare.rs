//! Comparing values that a target may have masked.

use serde_json::Value;

use super::outcome::{plain, same_loosely};

/// Equal, or equal in the characters that are not masked with `*`.
pub fn same_unmasked(expected: &Value, actual: &Value) -> bool {
    if same_loosely(expected, actual) {
        return true;
    }
    let (expected, actual) = (plain(expected), plain(actual));
    actual.contains('*') && masks(&expected, &actual)
}

/// A run of stars may stand for any run of characters.
fn masks(expected: &str, masked: &str) -> bool {
    let mut rest = expected;
    let mut parts = masked.split('*').peekable();
    let Some(first) = parts.next() else { return false };
    match rest.strip_prefix(first) {
        Some(tail) => rest = tail,
        None => return false,
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

/// Whether a value carries a mask.
pub fn is_masked(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.contains('*'))
}
