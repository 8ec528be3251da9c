//! The page number is not used.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Paging};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers the first page whichever is asked for",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.paging == Some(Paging::Page)),
    effect: Effect::Lapse(Decision::Page),
};

const TARGET: Target =
    Target { operator: "page-ignored", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "repeated" };
