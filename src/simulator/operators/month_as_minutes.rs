//! The month of a date is taken for minutes.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Filter, Kind};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "reads the month of an end of a range as minutes, and January in its place",
    mutants: |standard| TARGET.rows(standard, |row| matches!(row.semantics.filter, Some(Filter::From | Filter::Until))),
    effect: Effect::Lapse(Decision::Month),
};

const TARGET: Target =
    Target { operator: "month-as-minutes", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-excluded" };
