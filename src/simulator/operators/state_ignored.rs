//! A record that its state bars is given out like any other.

use super::operator::{Effect, Operator};
use super::rows::returned_codes;
use crate::simulator::lapse::Decision;
use crate::simulator::refusal::Failure;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "gives out records that their state bars",
    mutants: |standard| {
        let states = STATES.map(|name| Failure::Named(name).code(&standard.envelope));
        returned_codes(standard, NAME, "not-excluded", |code| states.contains(&Some(code)))
    },
    effect: Effect::Lapse(Decision::State),
};

const NAME: &str = "state-ignored";

/// Failures that are states of a record.
const STATES: [&str; 3] = ["revoked", "expired", "restricted"];
