//! A member of an answer is a JSON object.

use serde_json::{Map, Value, json};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, Row, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers a member as a JSON object",
    mutants: |standard| TARGET.rows(standard, is_other),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "wrong-type-object", kind: Kind::Response, aspect: Aspect::Type, finding: "wrong-type" };

/// One object in place of a list has a mutant where a text calls for a list alone.
fn is_other(row: &Row) -> bool {
    let holds_objects = row.value_type().is_structured();
    row.value_type() != ValueType::Unstated && !holds_objects
}

/// What is null stays, but for texts: a payload beside a refusal would break another rule.
fn change(field: &Field, object: &mut Map<String, Value>) {
    let stays = |value: &Value| value.is_null() && field.value_type != ValueType::String;
    if let Some(value) = object.get_mut(&field.name).filter(|value| !stays(value)) {
        *value = json!({ "value": value.take() });
    }
}
