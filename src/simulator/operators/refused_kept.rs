//! What is refused is kept all the same.

use super::operator::{Effect, Operator};
use super::rows::{clauses, creates, function};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "keeps what it refuses to create",
    mutants: |standard| {
        clauses(standard, NAME, Aspect::Behaviour, |standard, operation| {
            function(standard, operation).filter(|_| creates(standard, &operation.name))
        })
    },
    effect: Effect::Lapse(Decision::Refused),
};

const NAME: &str = "refused-kept";
