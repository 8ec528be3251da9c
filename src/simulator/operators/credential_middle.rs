//! The middle of a credential does not matter.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes a credential that differs from one that was handed out in its middle alone",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.credential),
    effect: Effect::Lapse(Decision::CredentialMiddle),
};

const TARGET: Target = Target {
    operator: "credential-middle",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "credential-unchecked",
};
