//! A member of a request may be longer than its row allows.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes values that are too long",
    mutants: |standard| TARGET.rows(standard, |row| row.length().max.is_some()),
    effect: Effect::Lapse(Decision::Length),
};

const TARGET: Target =
    Target { operator: "too-long-accepted", kind: Kind::Request, aspect: Aspect::Length, finding: "too-long-accepted" };
