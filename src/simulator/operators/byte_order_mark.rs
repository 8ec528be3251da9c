//! An answer begins with a byte order mark.

use super::operator::{Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;
use crate::observation::HttpAnswer;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "writes a byte order mark before every answer",
    mutants: |standard| clauses(standard, NAME, Aspect::Format, |_, operation| Some(&operation.requirements.output)),
    effect: Effect::Wire(change),
};

const NAME: &str = "byte-order-mark";

fn change(_: bool, answer: &mut HttpAnswer) {
    answer.body.splice(0..0, *b"\xef\xbb\xbf");
}
