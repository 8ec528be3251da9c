//! Any account will do.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, ValueClass};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes any account with any credential that was handed out",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.value == Some(ValueClass::Account)),
    effect: Effect::Lapse(Decision::Account),
};

const TARGET: Target = Target {
    operator: "account-unchecked",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "credential-unchecked",
};
