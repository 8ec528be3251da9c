//! An empty text that stands for nothing is looked for.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Empty, Filter, Kind};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "looks for an empty text where it stands for nothing",
    mutants: |standard| {
        TARGET.rows(standard, |row| {
            let filter = row.semantics.empty == Some(Empty::NoFilter)
                && matches!(row.semantics.filter, Some(Filter::Exact | Filter::Until));
            filter || row.semantics.required_when.is_some()
        })
    },
    effect: Effect::Lapse(Decision::EmptyFilter),
};

const TARGET: Target = Target {
    operator: "empty-taken-literally",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "treated-literally",
};
