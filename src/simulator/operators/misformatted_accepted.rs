//! A member of a request may have another shape than its row gives.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes values of another shape",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.format.is_some()),
    effect: Effect::Lapse(Decision::Format),
};

const TARGET: Target = Target {
    operator: "misformatted-accepted",
    kind: Kind::Request,
    aspect: Aspect::Format,
    finding: "misformatted-accepted",
};
