//! Nothing that is created is kept.

use super::operator::{Effect, Operator};
use super::rows::{clauses, creates, function};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "answers for a creation and keeps nothing of it",
    mutants: |standard| {
        clauses(standard, NAME, Aspect::Behaviour, |standard, operation| {
            function(standard, operation).filter(|_| creates(standard, &operation.name))
        })
    },
    effect: Effect::Lapse(Decision::Kept),
};

const NAME: &str = "nothing-stored";
