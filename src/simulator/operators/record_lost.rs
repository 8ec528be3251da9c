//! A record that was created is not kept.

use super::operator::{Effect, Operator};
use super::rows::{clauses, function};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Effect as Doing;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "answers a creation with success and keeps nothing",
    mutants: |standard| {
        clauses(standard, NAME, Aspect::Behaviour, |standard, operation| {
            function(standard, operation).filter(|_| operation.effect == Doing::Create)
        })
    },
    effect: Effect::Lapse(Decision::Keep),
};

const NAME: &str = "record-lost";
