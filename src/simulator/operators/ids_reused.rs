//! A record that differs from another in one member gets its id.

use super::operator::{Effect, Operator};
use super::rows::{Target, creates};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "gives a record that differs from an earlier one in one member the id of that one",
    mutants: |standard| {
        TARGET.rows_of(standard, |table, row| row.semantics.unique && creates(standard, &table.operation))
    },
    effect: Effect::Lapse(Decision::Unique),
};

const TARGET: Target =
    Target { operator: "ids-reused", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-unique" };
