//! A record shows another value than was stored.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, Row};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows another value than was stored",
    mutants: |standard| TARGET.rows(standard, is_shown),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "field-altered", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

/// Rows that show what a caller wrote; what the platform makes itself, nobody can compare.
fn is_shown(row: &Row) -> bool {
    let semantics = &row.semantics;
    semantics.field.is_some() && !semantics.generated && semantics.echo.is_none() && row.codes().count() != 1
}

/// Another listed code, or the text with its first character last: neither breaks the row itself.
fn change(field: &Field, object: &mut Map<String, Value>) {
    let Some(Value::String(text)) = object.get(&field.name) else { return };
    let other = field.codes.iter().find(|code| *code != &Value::from(text.as_str())).cloned();
    let altered = other.or_else(|| {
        let first = text.chars().next()?;
        Some(Value::from(format!("{}{first}", &text[first.len_utf8()..])))
    });
    if let Some(altered) = altered {
        object.insert(field.name.clone(), altered);
    }
}
