//! Another value that still keeps its row.

use serde_json::Value;

use crate::simulator::formats::{credit_check, licence_check};
use crate::simulator::layout::Field;

/// The last other code of a list, the next number, or another text of the same shape.
pub(super) fn altered(field: &Field, value: &Value) -> Option<Value> {
    if !field.codes.is_empty() {
        return field.codes.iter().rfind(|code| *code != value).cloned();
    }
    match value {
        Value::Number(number) => number.as_i64().map(|number| Value::from(number + 1)),
        Value::String(text) => shaped(field, text).or_else(|| other_text(text)).map(Value::from),
        _ => None,
    }
}

/// Another value of a shape that turned characters would not keep.
fn shaped(field: &Field, text: &str) -> Option<String> {
    Some(match field.semantics.format.as_deref()? {
        "calendar-date" => "2001年1月2日".to_owned(),
        "padded-calendar-date" => {
            let year = if text.starts_with("2001") { "2002" } else { "2001" };
            format!("{year}{}", text.get(4..)?)
        }
        "licence-id" => {
            let (rest, _) = text.rsplit_once('.')?;
            let (rest, version) = rest.rsplit_once('.')?;
            let version = if version == "009" { "008" } else { "009" };
            let parts: Vec<&str> = rest.rsplitn(4, '.').take(3).collect();
            let check = licence_check(&[parts.last()?, parts.get(1)?, parts.first()?, version])?;
            format!("{rest}.{version}.{check}")
        }
        "uscc" => {
            let first = if text.starts_with("12999999") { "11999999990000099" } else { "12999999990000099" };
            format!("{first}{}", credit_check(first)?)
        }
        _ => return None,
    })
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
