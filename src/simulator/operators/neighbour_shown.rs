//! A key shows another record that may be shown.

use super::operator::{Effect, Operator};
use super::rows::{Target, creates, is_shown_key};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows the first of its records in the same state for the key of any",
    mutants: |standard| {
        TARGET.rows_of(standard, |table, row| {
            // What callers create has the key in its answer.
            let known = !standard.operations.iter().any(|operation| creates(standard, &operation.name));
            row.semantics.key && known && !is_shown_key(standard, table, row)
        })
    },
    effect: Effect::Lapse(Decision::Neighbour),
};

const TARGET: Target =
    Target { operator: "neighbour-shown", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-excluded" };
