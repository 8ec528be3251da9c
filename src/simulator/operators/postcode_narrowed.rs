//! Postcodes of one part of the country alone.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, ValueClass};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "refuses postcodes that do not begin with 51",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.value == Some(ValueClass::Postcode)),
    effect: Effect::Refuses(refuses),
};

const TARGET: Target =
    Target { operator: "postcode-narrowed", kind: Kind::Request, aspect: Aspect::Format, finding: "valid-refused" };

fn refuses(field: &Field, object: &Map<String, Value>) -> bool {
    let text = object.get(&field.name).and_then(Value::as_str);
    text.is_some_and(|text| !text.is_empty() && !text.starts_with("51"))
}
