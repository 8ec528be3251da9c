//! Comparing values that a target may have masked.

use serde_json::Value;

use super::outcome::{plain, same_loosely};
use crate::schema as formats;
use crate::standard::Row;

/// Equal, or equal in the characters that are not masked with `*`.
fn same_unmasked(expected: &Value, actual: &Value) -> bool {
    if same_loosely(expected, actual) {
        return true;
    }
    is_masked(actual) && masks(&plain(expected), &starred(&plain(actual)))
}

/// As many of these in a row are a mask, which a letter alone is not: identity numbers end in one.
const MASKING: usize = 3;

/// The text with its masks written in stars: they may be of full width, or a row of the letter X.
fn starred(text: &str) -> String {
    let mut starred = String::with_capacity(text.len());
    let mut row = String::new();
    for c in text.chars().chain(['\0']) {
        if c == 'X' || c == 'x' {
            row.push(c);
            continue;
        }
        starred.push_str(if row.len() >= MASKING { "*" } else { &row });
        row.clear();
        if c != '\0' {
            starred.push(if c == '＊' { '*' } else { c });
        }
    }
    starred
}

/// Equal, or equal in the characters that are not masked, where a row is of personal data, or nobody knows the row.
pub fn same_in(row: Option<&Row>, expected: &Value, actual: &Value) -> bool {
    if row.is_none_or(|row| row.class.is_some()) {
        same_unmasked(expected, actual)
    } else {
        same_loosely(expected, actual)
    }
}

/// Equal in what a row lets an implementation write: masked characters of personal data aside, a date in any of its forms,
/// a code in either case.
pub fn same_shown(row: &Row, expected: &Value, actual: &Value) -> bool {
    if same_in(Some(row), expected, actual) {
        return true;
    }
    let (expected, actual) = (plain(expected), plain(actual));
    let canonical = row.semantics.format.as_deref().and_then(formats::format).and_then(|format| format.canonical);
    let same_day = canonical.is_some_and(|canonical| {
        let expected = canonical(&expected);
        expected.is_some() && expected == canonical(&actual)
    });
    same_day || (row.semantics.case_insensitive && expected.eq_ignore_ascii_case(&actual))
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
    let may_be = |text: &str| text.contains(['*', '＊', 'X', 'x']);
    value.as_str().is_some_and(|text| may_be(text) && starred(text).contains('*'))
}
