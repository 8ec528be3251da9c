//! A part of a credential will do.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes a credential that only begins like one that was handed out, or goes on after it",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.credential),
    effect: Effect::Lapse(Decision::CredentialWhole),
};

const TARGET: Target = Target {
    operator: "credential-prefix",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "credential-unchecked",
};
