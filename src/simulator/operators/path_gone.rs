//! Nothing answers where an operation should be.

use super::operator::{Effect, Operator};
use super::rows::clauses;
use crate::id::Aspect;
use crate::observation::HttpAnswer;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "has nothing at the path of an operation for proper calls",
    mutants: |standard| {
        clauses(standard, NAME, Aspect::Behaviour, |_, operation| {
            // A path that no text states may be another one.
            Some(&operation.requirements.path).filter(|_| !operation.path_inferred)
        })
    },
    effect: Effect::Wire(change),
};

const NAME: &str = "path-gone";

/// A refusal stays: whether nobody answers bad input or the platform refuses it with this status, nobody can tell.
fn change(refused: bool, answer: &mut HttpAnswer) {
    if refused {
        return;
    }
    answer.status = 404;
    answer.headers = vec![("content-type".to_owned(), "text/plain; charset=UTF-8".to_owned())];
    answer.body = b"no such path\n".to_vec();
}
