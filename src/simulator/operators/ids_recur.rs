//! An id comes round again: what draws it has too few, or draws it by the clock.

use super::operator::{Effect, Operator};
use super::rows::{Target, creates};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "gives one record in eight the id of another one, created by an earlier call",
    mutants: |standard| {
        TARGET.rows_of(standard, |table, row| row.semantics.unique && creates(standard, &table.operation))
    },
    effect: Effect::Lapse(Decision::Retired),
};

const TARGET: Target =
    Target { operator: "ids-recur", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-unique" };
