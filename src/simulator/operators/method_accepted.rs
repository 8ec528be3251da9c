//! Another HTTP method is answered with success.

use super::operator::{Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;
use crate::observation::HttpRequest;
use crate::standard::Operation;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "answers any HTTP method with success",
    mutants: |standard| clauses(standard, NAME, Aspect::Behaviour, |_, operation| Some(&operation.requirements.method)),
    effect: Effect::Passes(passes),
};

const NAME: &str = "method-accepted";

fn passes(request: &HttpRequest, operation: &Operation) -> bool {
    request.method != operation.method
}
