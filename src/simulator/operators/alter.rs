//! Another value that still keeps its row.

use serde_json::Value;

use crate::simulator::layout::Field;

/// Another listed code, the next number, or another text of the same length and much the same shape.
pub(super) fn altered(field: &Field, value: &Value) -> Option<Value> {
    if !field.codes.is_empty() {
        return field.codes.iter().find(|code| *code != value).cloned();
    }
    match value {
        Value::Number(number) => number.as_i64().map(|number| Value::from(number + 1)),
        Value::String(text) => other_text(text).map(Value::from),
        _ => None,
    }
}

/// The first character comes last; where all are alike, the first one changes.
fn other_text(text: &str) -> Option<String> {
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    let turned = format!("{rest}{first}");
    if turned != text {
        return Some(turned);
    }
    Some(format!("{}{rest}", if first == '1' { '2' } else { '1' }))
}
