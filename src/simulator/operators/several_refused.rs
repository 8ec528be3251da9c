//! Several records at once are refused.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "refuses a list of more than one object",
    mutants: |standard| TARGET.rows(standard, |row| row.value_type() == ValueType::Objects),
    effect: Effect::Refuses(refuses),
};

const TARGET: Target =
    Target { operator: "several-refused", kind: Kind::Request, aspect: Aspect::Type, finding: "valid-refused" };

fn refuses(field: &Field, object: &Map<String, Value>) -> bool {
    object.get(&field.name).and_then(Value::as_array).is_some_and(|items| items.len() > 1)
}
