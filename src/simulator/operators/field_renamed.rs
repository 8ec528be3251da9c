//! A required member of an answer has another name.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers a required member under another name",
    mutants: |standard| TARGET.rows(standard, |row| row.required()),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "field-renamed", kind: Kind::Response, aspect: Aspect::Presence, finding: "missing" };

fn change(field: &Field, object: &mut Map<String, Value>) {
    rename(object, &field.name, format!("{}_", field.name));
}

/// Gives a member another name and leaves it in its place.
pub(super) fn rename(object: &mut Map<String, Value>, from: &str, to: String) {
    let members = std::mem::take(object);
    object.extend(
        members.into_iter().map(|(name, value)| if name == from { (to.clone(), value) } else { (name, value) }),
    );
}
