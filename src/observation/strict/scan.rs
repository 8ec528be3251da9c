//! A second look at a text that is known to be JSON: keys that occur twice, numbers whose digits are lost, halves of
//! surrogate pairs.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{digits, surrogates, tolerant};
use crate::observation::Oddity;

/// Oddities told of one body: a hostile one must not fill a report.
const MAX_ODDITIES: usize = 100;

/// Characters kept of a key in a pointer, and of a number.
const MAX_CHARS: usize = 200;

/// An object or array that is open.
enum Open<'a> {
    Object { keys: HashSet<Cow<'a, str>>, key: Cow<'a, str>, key_next: bool },
    Array { index: usize },
}

/// Adds the oddities of a text, in its order.
pub(super) fn scan(text: &str, duplicates: bool, oddities: &mut Vec<Oddity>) {
    let limit = oddities.len() + MAX_ODDITIES;
    let mut open: Vec<Open<'_>> = Vec::new();
    // Levels that are not kept: nothing in them is told, and pointers stay short.
    let mut beyond = 0_usize;
    let mut position = 0;
    while let Some(byte) = text.as_bytes().get(position).filter(|_| oddities.len() < limit) {
        let token = match byte {
            b'"' => string(&text[position..]),
            b'-' | b'0'..=b'9' => number(&text[position..]),
            _ => "",
        };
        let full = open.len() == tolerant::DEPTH;
        match (byte, open.last_mut()) {
            (b'{' | b'[', _) if full => beyond += 1,
            (b'}' | b']', _) if beyond > 0 => beyond -= 1,
            _ if beyond > 0 => {}
            (b'{', _) => open.push(Open::Object { keys: HashSet::new(), key: Cow::Borrowed(""), key_next: true }),
            (b'[', _) => open.push(Open::Array { index: 0 }),
            (b'}' | b']', _) => drop(open.pop()),
            (b',', Some(Open::Array { index })) => *index += 1,
            (b',', Some(Open::Object { key_next, .. })) => *key_next = true,
            (b'"', Some(Open::Object { keys, key, key_next: key_next @ true })) => {
                *key_next = false;
                *key = unescaped(token);
                if duplicates && !keys.insert(key.clone()) {
                    oddities.push(Oddity::DuplicateKey { pointer: pointer(&open) });
                }
                if surrogates::mended(token).is_some() {
                    oddities.push(Oddity::LoneSurrogate { pointer: pointer(&open) });
                }
            }
            (b'"', _) if surrogates::mended(token).is_some() => {
                oddities.push(Oddity::LoneSurrogate { pointer: pointer(&open) });
            }
            (b'-' | b'0'..=b'9', _) if digits::are_lost(token) => {
                oddities.push(Oddity::DigitsLost { pointer: pointer(&open), sent: shortened(token) });
            }
            _ => {}
        }
        position += token.len().max(1);
    }
}

/// The string at the beginning of a text, with its quotes.
pub(super) fn string(text: &str) -> &str {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text, |end| &text[..end + 2])
}

/// The number at the beginning of a text.
pub(super) fn number(text: &str) -> &str {
    let end = text.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'));
    &text[..end.unwrap_or(text.len())]
}

fn unescaped(token: &str) -> Cow<'_, str> {
    let inner = token.strip_prefix('"').and_then(|token| token.strip_suffix('"')).unwrap_or(token);
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    // This fails for halves of surrogate pairs alone; as written, such a key is still found.
    serde_json::from_str::<String>(token).map_or(Cow::Borrowed(inner), Cow::Owned)
}

/// JSON pointer of the place that the open objects and arrays have come to (RFC 6901).
fn pointer(open: &[Open<'_>]) -> String {
    let mut pointer = String::new();
    for part in open {
        pointer.push('/');
        match part {
            Open::Array { index } => pointer.push_str(&index.to_string()),
            Open::Object { key, .. } => pointer.push_str(&shortened(key).replace('~', "~0").replace('/', "~1")),
        }
    }
    pointer
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
