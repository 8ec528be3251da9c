//! A fuzzy filter finds only equal texts.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Filter, Kind};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "finds only equal texts where a part should do",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.filter == Some(Filter::Contains)),
    effect: Effect::Lapse(Decision::Fuzzy),
};

const TARGET: Target =
    Target { operator: "fuzzy-exact", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-found" };
