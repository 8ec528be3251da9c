//! An empty body is answered with success.

use super::operator::{Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;
use crate::observation::HttpRequest;
use crate::standard::Operation;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "answers an empty body with success",
    mutants: |standard| clauses(standard, NAME, Aspect::Format, |_, operation| Some(&operation.requirements.input)),
    effect: Effect::Passes(passes),
};

const NAME: &str = "empty-body-accepted";

fn passes(request: &HttpRequest, operation: &Operation) -> bool {
    request.method == operation.method && request.body.is_empty()
}
