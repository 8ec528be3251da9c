//! A verification affirms what is said of some and denies it of others.

use super::operator::{Effect, Operator};
use super::rows::{clauses, function};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Operation, Standard, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "denies what is right of every holder but those of one kind",
    mutants: |standard| {
        clauses(standard, NAME, Aspect::Behaviour, |standard, operation| {
            function(standard, operation).filter(|_| verifies(standard, operation))
        })
    },
    effect: Effect::Lapse(Decision::Holders),
};

const NAME: &str = "some-holders-denied";

/// Whether the operation says yes or no.
fn verifies(standard: &Standard, operation: &Operation) -> bool {
    let tables = standard.tables.iter().filter(|table| table.operation == operation.name);
    tables.flat_map(|table| &table.rows).any(|row| row.value_type() == ValueType::StringOrBoolean)
}
