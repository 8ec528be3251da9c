//! A directory lists what was not published.

use super::operator::{Effect, Operator};
use super::rows::{clauses, function};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Operation, Row, Standard, ValueClass};

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "lists what was not published",
    mutants: |standard| {
        clauses(standard, NAME, Aspect::Behaviour, |standard, operation| {
            function(standard, operation).filter(|_| publishes(standard, operation))
        })
    },
    effect: Effect::Lapse(Decision::Published),
};

const NAME: &str = "unpublished-listed";

/// Whether the operation lists everything there is, for nothing is asked of it but who calls.
fn publishes(standard: &Standard, operation: &Operation) -> bool {
    let names_caller = |row: &Row| row.semantics.credential || row.semantics.value == Some(ValueClass::Account);
    standard.table(&operation.request).is_some_and(|table| table.members().all(names_caller))
}
