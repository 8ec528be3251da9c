//! The number of records that match is wrong.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, Paging};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "counts one record too many",
    mutants: |standard| {
        TARGET.rows(standard, |row| row.semantics.paging == Some(Paging::Total) || row.semantics.count_of.is_some())
    },
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "total-wrong", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "wrong-count" };

fn change(field: &Field, object: &mut Map<String, Value>) {
    if let Some(total) = object.get(&field.name).and_then(Value::as_u64) {
        object.insert(field.name.clone(), Value::from(total + 1));
    }
}
