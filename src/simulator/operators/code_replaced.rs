//! A failure comes under another code than its own.

use serde_json::Value;

use super::operator::{Effect, Operator};
use super::rows::returned_codes;
use crate::simulator::refusal::Failure;
use crate::standard::Envelope;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "refuses with the code of another failure",
    mutants: |standard| {
        returned_codes(standard, NAME, "wrong-error-code", |code| {
            // Another code for "nothing found" is a refusal of what was asked for.
            *code != standard.envelope.success && !standard.envelope.empty.contains(code)
        })
    },
    effect: Effect::Code(other),
};

const NAME: &str = "code-replaced";

fn other(envelope: &Envelope) -> Option<&Value> {
    Failure::System.code(envelope)
}
