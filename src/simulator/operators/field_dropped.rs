//! A required member of an answer is not there.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "leaves a required member out of answers",
    mutants: |standard| TARGET.rows(standard, |row| row.required()),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "field-dropped", kind: Kind::Response, aspect: Aspect::Presence, finding: "missing" };

fn change(field: &Field, object: &mut Map<String, Value>) {
    object.shift_remove(&field.name);
}
