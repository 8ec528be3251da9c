//! Of several records created at once only the first is answered.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator, Place};
use super::rows::{Target, creates};
use crate::id::Aspect;
use crate::standard::{Kind, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers the first record of a creation alone",
    mutants: |standard| {
        TARGET.rows_of(standard, |table, row| {
            row.value_type() == ValueType::Objects && creates(standard, &table.operation)
        })
    },
    effect: Effect::Whole(change),
};

const TARGET: Target = Target {
    operator: "first-answered-alone",
    kind: Kind::Response,
    aspect: Aspect::Behaviour,
    finding: "wrong-count",
};

fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    if let Some(Value::Array(items)) = answer.get_mut(place.name().unwrap_or_default()) {
        items.truncate(1);
    }
}
