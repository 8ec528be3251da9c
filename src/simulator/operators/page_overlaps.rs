//! A record stands on two pages.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Paging};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "begins each page after the first with the last record of the one before",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.paging == Some(Paging::Page)),
    effect: Effect::Lapse(Decision::Overlap),
};

const TARGET: Target =
    Target { operator: "page-overlaps", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "repeated" };
