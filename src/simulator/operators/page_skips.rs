//! A record stands on no page.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Paging};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "leaves out a record between two pages",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.paging == Some(Paging::Page)),
    effect: Effect::Lapse(Decision::Gap),
};

const TARGET: Target =
    Target { operator: "page-skips", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "lost" };
