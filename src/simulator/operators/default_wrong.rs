//! A number below 1 is answered as another default.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes another default than the row names",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.default.is_some()),
    effect: Effect::Lapse(Decision::OtherDefault),
};

const TARGET: Target = Target {
    operator: "default-wrong",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "default-not-applied",
};
