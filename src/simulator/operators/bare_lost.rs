//! A record without optional members is lost.

use super::operator::{Effect, Operator};
use super::rows::{clauses, creates, function};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "answers for a record without optional members and does not keep it",
    mutants: |standard| {
        clauses(standard, NAME, Aspect::Behaviour, |standard, operation| {
            function(standard, operation).filter(|_| creates(standard, &operation.name))
        })
    },
    effect: Effect::Lapse(Decision::Bare),
};

const NAME: &str = "bare-lost";
