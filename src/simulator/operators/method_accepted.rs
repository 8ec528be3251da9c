//! Another HTTP method is answered with success.

use super::operator::{Asked, Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "answers any HTTP method with success",
    mutants: |standard| clauses(standard, NAME, Aspect::Behaviour, |_, operation| Some(&operation.requirements.method)),
    effect: Effect::Passes(passes),
};

const NAME: &str = "method-accepted";

fn passes(asked: &Asked<'_>) -> bool {
    asked.request.method != asked.operation.method
}
