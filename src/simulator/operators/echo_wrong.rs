//! A member that repeats the request does not.

use serde_json::{Map, Value};

use super::alter::altered;
use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "repeats another value than was sent",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.echo.is_some() && row.semantics.paging.is_none()),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "echo-wrong", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

fn change(field: &Field, object: &mut Map<String, Value>) {
    if let Some(altered) = object.get(&field.name).and_then(|value| altered(field, value)) {
        object.insert(field.name.clone(), altered);
    }
}
