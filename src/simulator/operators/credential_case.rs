//! Letter case of a credential does not matter.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes a credential in other letter case",
    mutants: |standard| {
        if standard.credential.computed.is_some() {
            return Vec::new();
        }
        TARGET.rows(standard, |row| row.semantics.credential)
    },
    effect: Effect::Lapse(Decision::CredentialCase),
};

const TARGET: Target = Target {
    operator: "credential-case",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "credential-recased",
};
