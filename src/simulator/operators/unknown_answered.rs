//! What does not exist is answered for.

use super::operator::{Effect, Operator};
use super::rows::{clauses, function, is_shown_key};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Operation, Standard, Tree};

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "answers with what it has for a key that nothing has",
    mutants: |standard| {
        clauses(standard, NAME, Aspect::Behaviour, |standard, operation| {
            function(standard, operation).filter(|_| is_asked(standard, operation))
        })
    },
    effect: Effect::Lapse(Decision::Unknown),
};

const NAME: &str = "unknown-answered";

/// Whether the operation is asked for a record or a node that its answer does not name again.
fn is_asked(standard: &Standard, operation: &Operation) -> bool {
    let Some(table) = standard.table(&operation.request) else { return false };
    let mut rows = table.rows.iter();
    rows.any(|row| {
        let key = row.semantics.key || row.semantics.tree == Some(Tree::Parent);
        key && !is_shown_key(standard, table, row)
    })
}
