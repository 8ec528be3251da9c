//! The end of a credential will do.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes a credential that only ends like one that was handed out, or that such a one ends",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.credential),
    effect: Effect::Lapse(Decision::CredentialStart),
};

const TARGET: Target = Target {
    operator: "credential-suffix",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "credential-unchecked",
};
