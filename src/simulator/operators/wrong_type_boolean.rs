//! A member of an answer is a JSON boolean.

use serde_json::{Map, Value, json};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, Row, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers a member as a JSON boolean",
    mutants: |standard| TARGET.rows(standard, is_other),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "wrong-type-boolean", kind: Kind::Response, aspect: Aspect::Type, finding: "wrong-type" };

/// What counts is a boolean in the mutants of the plain operator already.
fn is_other(row: &Row) -> bool {
    let allowed = matches!(row.value_type(), ValueType::Unstated | ValueType::StringOrBoolean);
    !allowed && row.semantics.count_of.is_none()
}

/// What is null stays, but for texts: a payload beside a refusal would break another rule.
fn change(field: &Field, object: &mut Map<String, Value>) {
    let stays = |value: &Value| value.is_null() && field.value_type != ValueType::String;
    if let Some(value) = object.get_mut(&field.name).filter(|value| !stays(value)) {
        *value = json!(true);
    }
}
