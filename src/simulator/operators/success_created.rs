//! A success has another HTTP status than 200.

use super::operator::{Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;
use crate::observation::HttpAnswer;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "answers a success with HTTP status 201",
    mutants: |standard| clauses(standard, NAME, Aspect::Behaviour, |_, operation| Some(&operation.requirements.output)),
    effect: Effect::Wire(change),
};

const NAME: &str = "success-created";

fn change(refused: bool, answer: &mut HttpAnswer) {
    if !refused {
        answer.status = 201;
    }
}
