//! A number below 1 is shown as the default, and something else is answered.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Paging};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers another page for a number below 1 than the default that it shows",
    mutants: |standard| {
        TARGET.rows(standard, |row| row.semantics.paging == Some(Paging::Page) && row.semantics.default.is_some())
    },
    effect: Effect::Lapse(Decision::DefaultItems),
};

const TARGET: Target = Target {
    operator: "default-of-other-page",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "default-not-applied",
};
