//! A body that was cut short is read as far as it goes, and answered with success.

use super::operator::{Asked, Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;
use crate::standard::Encoding;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "answers JSON without its end with success",
    mutants: |standard| {
        clauses(standard, NAME, Aspect::Format, |standard, operation| {
            (standard.encoding == Encoding::Json).then_some(&operation.requirements.input)
        })
    },
    effect: Effect::Passes(passes),
};

const NAME: &str = "cut-body-accepted";

fn passes(asked: &Asked<'_>) -> bool {
    let body = &asked.request.body;
    let ended = [&body[..], b"}"].concat();
    asked.request.method == asked.operation.method
        && !asked.readable
        && serde_json::from_slice::<serde_json::Map<_, serde_json::Value>>(&ended)
            .is_ok_and(|members| !members.is_empty())
}
