//! A member of an answer is named twice.

use serde_json::Value;

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
    let Ok(Value::Object(members)) = serde_json::from_slice(&answer.body) else { return };
    if let Some((name, value)) = members.iter().next() {
        let first = format!("{}:{value},", Value::from(name.as_str()));
        answer.body.splice(1..1, first.into_bytes());
    }
}
