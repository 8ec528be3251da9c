//! A range with one end alone finds nothing.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Filter, Kind};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "finds nothing by one end of a range when the other is not sent",
    mutants: |standard| TARGET.rows(standard, |row| matches!(row.semantics.filter, Some(Filter::From | Filter::Until))),
    effect: Effect::Lapse(Decision::OneEndFinds),
};

const TARGET: Target = Target {
    operator: "one-end-fails",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "default-not-applied",
};
