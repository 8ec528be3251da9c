//! The number 1 is taken for a number below 1.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes the default for 1 as well",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.default.is_some_and(|default| default != 1)),
    effect: Effect::Lapse(Decision::FromOne),
};

const TARGET: Target =
    Target { operator: "default-from-one", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "wrong-count" };
