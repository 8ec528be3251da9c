//! A member of an answer is one character longer than its row allows.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers a member one character too long",
    mutants: |standard| TARGET.rows(standard, |row| row.length().max.is_some()),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "too-long", kind: Kind::Response, aspect: Aspect::Length, finding: "too-long" };

fn change(field: &Field, object: &mut Map<String, Value>) {
    let (Some(value), Some(max)) = (object.get_mut(&field.name), field.length.max) else { return };
    let text = value.as_str().unwrap_or_default();
    *value = text.chars().chain(std::iter::repeat('9')).take(max as usize + 1).collect::<String>().into();
}
