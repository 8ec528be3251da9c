//! An answer is declared as another media type.

use super::operator::{Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;
use crate::observation::HttpAnswer;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "declares answers as HTML",
    mutants: |standard| clauses(standard, NAME, Aspect::Format, |_, operation| Some(&operation.requirements.output)),
    effect: Effect::Wire(change),
};

const NAME: &str = "media-type-wrong";

fn change(_: bool, answer: &mut HttpAnswer) {
    answer.headers = vec![("content-type".to_owned(), "text/html;charset=UTF-8".to_owned())];
}
