//! An account that nobody has will do.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Standard, ValueClass};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes an account that was never handed out, with the credential that would be computed of it",
    mutants: |standard| TARGET.rows(standard, |row| is_account(standard, row.semantics.value)),
    effect: Effect::Lapse(Decision::AccountInvented),
};

const TARGET: Target = Target {
    operator: "account-invented",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "credential-unchecked",
};

fn is_account(standard: &Standard, value: Option<ValueClass>) -> bool {
    standard.credential.computed.is_some() && value == Some(ValueClass::Account)
}
