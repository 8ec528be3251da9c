//! What may be said of a value that masking hides: how long it is and of which kinds of characters, so that a reader sees what a
//! target has made of a text without reading it.

use serde_json::Value;

use crate::observation::MASKED;

/// A kind of characters, and how it is told from those before it.
type Kind = (&'static str, fn(char) -> bool);

const KINDS: [Kind; 6] = [
    ("digits", |c| c.is_ascii_digit()),
    ("latin", |c| c.is_ascii_alphabetic()),
    ("blanks", |c| c == ' '),
    ("full-width", |c| matches!(c, '\u{3000}' | '\u{ff01}'..='\u{ff5e}')),
    (
        "Chinese",
        |c| matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}'),
    ),
    ("others", |_| true),
];

/// The hint for a text or number of which masking has left nothing to compare; none where it still shows itself.
pub(super) fn shape(seen: &Value, masked: &Value) -> Option<String> {
    let text = match seen {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    if seen == masked || !masked.as_str().is_some_and(|masked| masked.contains(MASKED)) {
        return None;
    }
    let mut counts = [0_usize; KINDS.len()];
    for c in text.chars() {
        let place = KINDS.iter().position(|(_, is)| is(c));
        if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
            *count += 1;
        }
    }
    let told = KINDS.iter().zip(counts).filter(|(_, count)| *count > 0);
    let told: Vec<String> = told.map(|((name, _), count)| format!("{name} {count}")).collect();
    Some(format!("the value is masked: {} characters ({})", text.chars().count(), told.join(", ")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_masked_text_is_told_by_its_kinds_of_characters_alone() {
        let told = |seen: &str| shape(&json!(seen), &json!("***")).expect("a hint");
        assert_eq!(told("Ａ１（甲）　乙"), "the value is masked: 7 characters (full-width 5, Chinese 2)");
        assert_eq!(
            told("A1(甲) 乙"),
            "the value is masked: 7 characters (digits 1, latin 1, blanks 1, Chinese 2, others 2)"
        );
        assert_eq!(
            shape(&json!(14_100_000_001_u64), &json!("***")).as_deref(),
            Some("the value is masked: 11 characters (digits 11)")
        );
    }

    #[test]
    fn what_shows_itself_needs_no_hint() {
        assert_eq!(shape(&json!("***"), &json!("***")), None);
        assert_eq!(shape(&json!("甲"), &json!("甲")), None);
        assert_eq!(shape(&json!({ "name": "甲" }), &json!({ "name": "***" })), None);
    }
}
