//! An answer is no JSON, as the examples of some standards are none.

use super::operator::{Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;
use crate::observation::HttpAnswer;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "ends every answer with a comma too many",
    mutants: |standard| clauses(standard, NAME, Aspect::Format, |_, operation| Some(&operation.requirements.output)),
    effect: Effect::Wire(change),
};

const NAME: &str = "trailing-comma";

fn change(_: bool, answer: &mut HttpAnswer) {
    if answer.body.pop() == Some(b'}') {
        answer.body.extend(b",}");
    }
}
