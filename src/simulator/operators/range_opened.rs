//! A range with two ends has but one.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Filter, Kind};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "ignores an end of a range when the other is sent as well",
    mutants: |standard| TARGET.rows(standard, |row| matches!(row.semantics.filter, Some(Filter::From | Filter::Until))),
    effect: Effect::Lapse(Decision::BothEnds),
};

const TARGET: Target =
    Target { operator: "range-opened", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-excluded" };
