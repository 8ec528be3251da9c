//! A message is in other words than the standard lists for its return code.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::{Target, envelope_rows};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, Standard};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "says something else than the standard lists for the return code",
    mutants,
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "message-other", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "message-differs" };

fn mutants(standard: &Standard) -> Vec<crate::simulator::Mutant> {
    if !standard.words_success() {
        return Vec::new();
    }
    let rows = envelope_rows(standard, &standard.envelope.message);
    TARGET.rows_of(standard, |table, row| rows.contains(&table.local_id(row)))
}

fn change(field: &Field, object: &mut Map<String, Value>) {
    if let Some(value) = object.get_mut(&field.name) {
        *value = Value::from("操作已处理");
    }
}
