//! An end of a range counts in months.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Filter, Kind};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes an end of a range for one that lies a month further outside",
    mutants: |standard| TARGET.rows(standard, |row| matches!(row.semantics.filter, Some(Filter::From | Filter::Until))),
    effect: Effect::Lapse(Decision::Days),
};

const TARGET: Target =
    Target { operator: "range-by-month", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-excluded" };
