//! A required text of an answer says nothing.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, Row, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers an empty text for a required member",
    mutants: |standard| TARGET.rows(standard, is_plain_text),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "field-empty", kind: Kind::Response, aspect: Aspect::Presence, finding: "empty" };

/// An empty text breaks codes and formats as well: those have operators of their own.
fn is_plain_text(row: &Row) -> bool {
    row.required() && row.value_type() == ValueType::String && !row.has_codes() && row.semantics.format.is_none()
}

fn change(field: &Field, object: &mut Map<String, Value>) {
    if let Some(Value::String(text)) = object.get_mut(&field.name) {
        text.clear();
    }
}
