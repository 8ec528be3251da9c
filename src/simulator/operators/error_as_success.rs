//! A refusal carries the code of success; it still says why.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::{Target, envelope_rows};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Envelope, Kind, Standard};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "refuses with the code of success",
    mutants,
    effect: Effect::Refusal(change),
};

const TARGET: Target = Target {
    operator: "error-as-success",
    kind: Kind::Response,
    aspect: Aspect::Behaviour,
    finding: "error-as-success",
};

fn mutants(standard: &Standard) -> Vec<crate::simulator::Mutant> {
    let rows = envelope_rows(standard, &standard.envelope.code);
    TARGET.rows_of(standard, |table, row| rows.contains(&table.local_id(row)))
}

fn change(field: &Field, envelope: &Envelope, object: &mut Map<String, Value>) {
    object.insert(field.name.clone(), envelope.success.clone());
}
