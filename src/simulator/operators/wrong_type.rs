//! A member of an answer has another JSON type.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers a member in another JSON type",
    mutants: |standard| TARGET.rows(standard, |row| row.value_type() != ValueType::Unstated),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "wrong-type", kind: Kind::Response, aspect: Aspect::Type, finding: "wrong-type" };

/// Texts become numbers and all else becomes text; counts become booleans, for readings leave their digits as text free. An optional text that is null becomes a number too; an object that
/// is null stays, for a payload beside a refusal would break another rule.
fn change(field: &Field, object: &mut Map<String, Value>) {
    let Some(value) = object.get_mut(&field.name) else { return };
    let changed = match &*value {
        Value::String(text) => Value::from(text.parse::<u64>().unwrap_or(1)),
        Value::Number(_) if field.semantics.count_of.is_some() => Value::from(true),
        Value::Null if field.value_type == ValueType::String => Value::from(1),
        Value::Null => return,
        other => Value::from(other.to_string()),
    };
    *value = changed;
}
