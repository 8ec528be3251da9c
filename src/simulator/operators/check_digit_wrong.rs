//! A number has another check digit than belongs to it.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers a number with a wrong check digit",
    mutants: |standard| {
        TARGET.rows(standard, |row| {
            matches!(row.semantics.format.as_deref(), Some("licence-id" | "uscc"))
                && row.semantics.format_when.is_none()
        })
    },
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "check-digit-wrong", kind: Kind::Response, aspect: Aspect::Format, finding: "check-digit" };

fn change(field: &Field, object: &mut Map<String, Value>) {
    if let Some(Value::String(text)) = object.get_mut(&field.name)
        && let Some(last) = text.pop()
    {
        text.push(if last == '1' { '2' } else { '1' });
    }
}
