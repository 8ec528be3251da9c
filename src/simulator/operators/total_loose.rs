//! The total leaves filters out.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Paging};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "counts what the first filter finds",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.paging == Some(Paging::Total)),
    effect: Effect::Lapse(Decision::Total),
};

const TARGET: Target =
    Target { operator: "total-loose", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "wrong-count" };
