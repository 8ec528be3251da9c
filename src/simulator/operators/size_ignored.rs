//! The size of a page is not used.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Paging};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers all records on one page",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.paging == Some(Paging::Size)),
    effect: Effect::Lapse(Decision::Size),
};

const TARGET: Target =
    Target { operator: "size-ignored", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "wrong-count" };
