//! A query without optional filters finds nothing.

use super::operator::{Effect, Operator};
use super::rows::{clauses, function, lists};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Operation, Standard};

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "finds nothing unless an optional filter is sent",
    mutants: |standard| {
        clauses(standard, NAME, Aspect::Behaviour, |standard, operation| {
            function(standard, operation).filter(|_| filters(standard, operation))
        })
    },
    effect: Effect::Lapse(Decision::Unfiltered),
};

const NAME: &str = "nothing-unfiltered";

/// Whether the operation lists what it finds, and has a filter that may be left out.
fn filters(standard: &Standard, operation: &Operation) -> bool {
    if !lists(standard, &operation.name) {
        return false;
    }
    let rows = standard.table(&operation.request).map(|table| &table.rows);
    rows.into_iter().flatten().any(|row| row.semantics.filter.is_some() && !row.required())
}
