//! The word null is taken for nothing.

use serde_json::Value;

use super::operator::{Effect, Operator};
use super::rows::{Target, shows_text};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows nothing for a text that spells null",
    mutants: |standard| TARGET.rows(standard, |row| shows_text(standard, row)),
    effect: Effect::Shown(change),
};

const TARGET: Target =
    Target { operator: "null-word-lost", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

fn change(_: &Field, value: &Value) -> Option<Value> {
    (value.as_str()? == "null").then(|| Value::from("-"))
}
