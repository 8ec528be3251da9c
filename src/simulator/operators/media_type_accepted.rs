//! Another content type is answered with success.

use super::operator::{Asked, Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "answers any content type with success",
    mutants: |standard| clauses(standard, NAME, Aspect::Format, |_, operation| Some(&operation.requirements.input)),
    effect: Effect::Passes(passes),
};

const NAME: &str = "media-type-accepted";

fn passes(asked: &Asked<'_>) -> bool {
    let sent = asked.request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    asked.request.method == asked.operation.method && sent.is_some_and(|(_, value)| value.starts_with("text/plain"))
}
