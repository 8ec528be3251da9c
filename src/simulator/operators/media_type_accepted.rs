//! Another content type is answered with success.

use super::operator::{Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;
use crate::observation::HttpRequest;
use crate::standard::Operation;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "answers any content type with success",
    mutants: |standard| clauses(standard, NAME, Aspect::Format, |_, operation| Some(&operation.requirements.input)),
    effect: Effect::Passes(passes),
};

const NAME: &str = "media-type-accepted";

fn passes(request: &HttpRequest, operation: &Operation) -> bool {
    let sent = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    request.method == operation.method && sent.is_some_and(|(_, value)| value.starts_with("text/plain"))
}
