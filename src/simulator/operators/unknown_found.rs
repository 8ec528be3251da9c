//! A record that does not exist is found.

use super::operator::{Effect, Operator};
use super::rows::{clauses, function};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Operation, Standard};

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "shows its first record for a key that nothing has",
    mutants: |standard| {
        clauses(standard, NAME, Aspect::Behaviour, |standard, operation| {
            function(standard, operation).filter(|_| has_key(standard, operation))
        })
    },
    effect: Effect::Lapse(Decision::Unknown),
};

const NAME: &str = "unknown-found";

fn has_key(standard: &Standard, operation: &Operation) -> bool {
    let rows = standard.table(&operation.request).map(|table| &table.rows);
    rows.into_iter().flatten().any(|row| row.semantics.key)
}
