//! A number below 1 is taken as it is.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers a number below 1 instead of its default",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.default.is_some()),
    effect: Effect::Lapse(Decision::Default),
};

const TARGET: Target = Target {
    operator: "default-ignored",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "default-not-applied",
};
