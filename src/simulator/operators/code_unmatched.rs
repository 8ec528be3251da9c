//! A filter with codes finds nothing.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "finds nothing by a code beside few other filters",
    mutants: |standard| {
        TARGET.rows_unless(
            standard,
            |_, row| row.semantics.filter.is_some() && row.has_codes() && !row.required(),
            |_, row| row.semantics.usual.then_some("the valid request carries it and would find nothing first"),
        )
    },
    effect: Effect::Lapse(Decision::CodeMatch),
};

const TARGET: Target =
    Target { operator: "code-unmatched", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-found" };
