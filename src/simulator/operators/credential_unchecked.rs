//! Any credential will do.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes any text for a credential",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.credential),
    effect: Effect::Lapse(Decision::Credential),
};

const TARGET: Target = Target {
    operator: "credential-unchecked",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "credential-unchecked",
};
