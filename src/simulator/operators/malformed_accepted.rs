//! A body that cannot be read is answered with success.

use serde_json::Value;

use super::operator::{Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;
use crate::observation::HttpRequest;
use crate::standard::Operation;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "answers a body that is no JSON with success",
    mutants: |standard| clauses(standard, NAME, Aspect::Format, |_, operation| Some(&operation.requirements.input)),
    effect: Effect::Passes(passes),
};

const NAME: &str = "malformed-accepted";

fn passes(request: &HttpRequest, operation: &Operation) -> bool {
    let unreadable = serde_json::from_slice::<Value>(&request.body).is_err();
    request.method == operation.method && !request.body.is_empty() && unreadable
}
