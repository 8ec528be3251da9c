//! A member of an answer is named twice.

use super::operator::{Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;
use crate::observation::HttpAnswer;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "names the first member of every answer twice",
    mutants: |standard| clauses(standard, NAME, Aspect::Format, |_, operation| Some(&operation.requirements.output)),
    effect: Effect::Wire(change),
};

const NAME: &str = "duplicate-key";

fn change(_: bool, answer: &mut HttpAnswer) {
    // The first member of an envelope is a number or a text without commas.
    if let Some(end) = answer.body.iter().position(|byte| *byte == b',') {
        let first: Vec<u8> = answer.body.iter().take(end + 1).skip(1).copied().collect();
        answer.body.splice(1..1, first);
    }
}
