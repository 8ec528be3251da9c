//! An empty body is answered with success.

use super::operator::{Asked, Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "answers an empty body with success",
    mutants: |standard| clauses(standard, NAME, Aspect::Format, |_, operation| Some(&operation.requirements.input)),
    effect: Effect::Passes(passes),
};

const NAME: &str = "empty-body-accepted";

fn passes(asked: &Asked<'_>) -> bool {
    asked.request.method == asked.operation.method && asked.request.body.is_empty()
}
