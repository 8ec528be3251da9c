//! Answers are written in another encoding.

use super::operator::{Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;
use crate::observation::HttpAnswer;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "writes Chinese texts in GBK",
    mutants: |standard| clauses(standard, NAME, Aspect::Format, |_, operation| Some(&operation.requirements.output)),
    effect: Effect::Wire(change),
};

const NAME: &str = "gbk-encoded";

/// A character as GBK has it, which is no UTF-8. Which one it is does not matter.
const CHARACTER: [u8; 2] = [0xb2, 0xe2];

fn change(_: bool, answer: &mut HttpAnswer) {
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let mut body = Vec::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            body.push(character as u8);
        } else {
            body.extend(CHARACTER);
        }
    }
    answer.body = body;
}
