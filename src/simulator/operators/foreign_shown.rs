//! Records of another party are shown.

use super::operator::{Effect, Operator};
use super::rows::{clauses, function};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Effect as Doing, Operation, Standard};

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "shows records of every party",
    mutants: |standard| {
        clauses(standard, NAME, Aspect::Behaviour, |standard, operation| {
            function(standard, operation).filter(|_| queries(standard, operation) && are_owned(standard))
        })
    },
    effect: Effect::Lapse(Decision::Owner),
};

const NAME: &str = "foreign-shown";

/// Records belong to callers where callers create them; what every caller may ask for is nobody's in particular.
fn are_owned(standard: &Standard) -> bool {
    standard.operations.iter().any(|operation| operation.effect == Doing::Create)
}

/// Whether the operation shows records: by a key or by filters.
fn queries(standard: &Standard, operation: &Operation) -> bool {
    let rows = standard.table(&operation.request).map(|table| &table.rows);
    rows.into_iter().flatten().any(|row| row.semantics.key || row.semantics.filter.is_some())
}
