//! A refusal is a page of the framework.

use super::operator::{Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;
use crate::observation::HttpAnswer;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "refuses with an HTML page under status 500",
    mutants: |standard| clauses(standard, NAME, Aspect::Format, |_, operation| Some(&operation.requirements.output)),
    effect: Effect::Wire(change),
};

const NAME: &str = "error-page";

fn change(refused: bool, answer: &mut HttpAnswer) {
    if refused {
        let html = "text/html;charset=UTF-8".to_owned();
        answer.status = 500;
        answer.headers = vec![("content-type".to_owned(), html)];
        answer.body = b"<html><body><h1>HTTP Status 500</h1></body></html>".to_vec();
    }
}
