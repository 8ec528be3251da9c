//! What was not sent is shown as the word null.

use serde_json::Value;

use super::operator::{Effect, Operator};
use super::rows::{Target, shown_from};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows the word null for an optional member that was not sent",
    mutants: |standard| {
        TARGET.rows(standard, |row| {
            let unsaid = shown_from(standard, row).is_some_and(|writer| !writer.required());
            unsaid && row.value_type() == ValueType::String
        })
    },
    effect: Effect::Shown(change),
};

const TARGET: Target =
    Target { operator: "null-spelt", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

fn change(_: &Field, value: &Value) -> Option<Value> {
    (value.is_null() || value == "").then(|| Value::from("null"))
}
