//! A required member of an answer is null.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers null for a required member",
    mutants: |standard| TARGET.rows(standard, |row| row.required()),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "field-null", kind: Kind::Response, aspect: Aspect::Presence, finding: "null" };

fn change(field: &Field, object: &mut Map<String, Value>) {
    object.insert(field.name.clone(), Value::Null);
}
