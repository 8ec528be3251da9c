//! Makes text of others harmless: nothing that a target sends reaches a terminal or a page unescaped.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value;

/// Characters of a value that a report shows; the recording has it whole.
pub const SHOWN_LENGTH: usize = 200;

/// The text with control characters, overrides of direction and invisible characters written as `\u{..}`.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.chars().any(hidden) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push(&mut safe, c));
    Cow::Owned(safe)
}

/// As [`shown`], cut with an ellipsis behind `limit` characters of the result.
pub fn cut(text: &str, limit: usize) -> String {
    let mut safe = String::new();
    let mut length = 0;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let before = safe.len();
        push(&mut safe, c);
        length += safe.get(before..).map_or(0, |added| added.chars().count());
        if length > limit || (length == limit && !rest.as_str().is_empty()) {
            if length > limit {
                safe.truncate(before);
            }
            safe.push('…');
            break;
        }
    }
    safe
}

/// A value as compact JSON, safe and cut to [`SHOWN_LENGTH`].
pub fn value(value: &Value) -> String {
    cut(&value.to_string(), SHOWN_LENGTH)
}

/// As [`shown`], line by line: line feeds of our own stay.
pub fn lines(text: &str) -> String {
    text.split('\n').map(shown).collect::<Vec<_>>().join("\n")
}

fn push(safe: &mut String, c: char) {
    if hidden(c) {
        // Writing to a String cannot fail.
        let _ = write!(safe, "\\u{{{:x}}}", u32::from(c));
    } else {
        safe.push(c);
    }
}

/// Characters that a reader cannot see or that change what he sees: controls, directions, invisibles, and the two
/// that XML forbids.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::report::sample::any_text;

    #[test]
    fn plain_text_of_any_script_stays() {
        for text in ["", "abc", "广东省 «x» 🙂", "a\\u{202e}"] {
            assert!(matches!(shown(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn controls_directions_and_invisibles_are_spelt_out() {
        assert_eq!(shown("a\u{1b}[31mb\r\n\0\u{9b}"), r"a\u{1b}[31mb\u{d}\u{a}\u{0}\u{9b}");
        assert_eq!(
            shown("x\u{202e}y\u{2066}z\u{200b}\u{feff}\u{200f}"),
            r"x\u{202e}y\u{2066}z\u{200b}\u{feff}\u{200f}"
        );
    }

    #[test]
    fn long_text_is_cut_with_an_ellipsis_and_short_text_is_not() {
        assert_eq!(cut("abcde", 5), "abcde");
        assert_eq!(cut("abcdef", 5), "abcde…");
        assert_eq!(cut("省市县镇村组", 5), "省市县镇村…");
    }

    #[test]
    fn an_escape_is_never_cut_in_the_middle() {
        assert_eq!(cut("abc\u{202e}def", 5), "abc…");
        assert_eq!(cut("\u{1b}\u{1b}", 6), r"\u{1b}…");
    }

    #[test]
    fn values_are_shown_as_json() {
        assert_eq!(value(&json!({"a": "b\u{1b}\u{202e}"})), r#"{"a":"b\u001b\u{202e}"}"#);
        assert_eq!(value(&json!("x".repeat(500))).chars().count(), SHOWN_LENGTH + 1);
    }

    #[test]
    fn lines_of_our_own_stay_lines() {
        assert_eq!(lines("curl \\\n  -d 'a\u{1b}'"), "curl \\\n  -d 'a\\u{1b}'");
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left_and_length_is_bounded(text in any_text(), limit in 0usize..50) {
            prop_assert!(!shown(&text).chars().any(hidden));
            let short = cut(&text, limit);
            prop_assert!(!short.chars().any(hidden));
            prop_assert!(short.chars().count() <= limit + 1);
        }
    }
}
