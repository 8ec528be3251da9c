//! A member of an answer has a code that its row does not list.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, Row};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers a code that the row does not list",
    mutants: |standard| TARGET.rows(standard, Row::has_codes),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "unlisted-code", kind: Kind::Response, aspect: Aspect::Code, finding: "unlisted-code" };

/// In no list of the standards at hand; a list that had them would show in the test that every mutant is noticed.
const NUMBER: i64 = 7;
const TEXT: &str = "ZZ";

fn change(field: &Field, object: &mut Map<String, Value>) {
    if let Some(value) = object.get_mut(&field.name).filter(|value| !value.is_null()) {
        *value = if value.is_number() { Value::from(NUMBER) } else { Value::from(TEXT) };
    }
}
