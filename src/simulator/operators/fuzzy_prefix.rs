//! A fuzzy filter finds only what begins with the text.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Filter, Kind};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "finds only texts that begin with the part that was sent",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.filter == Some(Filter::Contains)),
    effect: Effect::Lapse(Decision::FuzzyInside),
};

const TARGET: Target =
    Target { operator: "fuzzy-prefix", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-found" };
