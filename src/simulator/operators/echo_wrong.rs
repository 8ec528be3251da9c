//! A member that repeats the request does not.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "repeats another value than was sent",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.echo.is_some() && row.semantics.paging.is_none()),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "echo-wrong", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

/// Another listed code, the next number, or the text with its first character last.
fn change(field: &Field, object: &mut Map<String, Value>) {
    let altered = match object.get(&field.name) {
        Some(value) if !field.codes.is_empty() => field.codes.iter().find(|code| *code != value).cloned(),
        Some(Value::Number(number)) => number.as_i64().map(|number| Value::from(number + 1)),
        Some(Value::String(text)) => {
            text.chars().next().map(|first| Value::from(format!("{}{first}", &text[first.len_utf8()..])))
        }
        _ => None,
    };
    if let Some(altered) = altered {
        object.insert(field.name.clone(), altered);
    }
}
