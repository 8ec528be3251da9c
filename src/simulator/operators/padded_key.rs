//! A member of an answer has a blank behind its name, as in the examples of some standards.

use serde_json::{Map, Value};

use super::field_renamed::rename;
use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers a member under its name with a blank behind",
    mutants: |standard| TARGET.rows(standard, |_| true),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "padded-key", kind: Kind::Response, aspect: Aspect::Presence, finding: "padded-key" };

fn change(field: &Field, object: &mut Map<String, Value>) {
    rename(object, &field.name, format!("{} ", field.name));
}
