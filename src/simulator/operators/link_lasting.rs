//! An address that an answer gives never ends.

use super::operator::{Effect, Operator};
use super::rows::of_clause;
use crate::simulator::expiry_clause;
use crate::simulator::lapse::Decision;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "gives files from its addresses for ever",
    mutants: |standard| of_clause(standard, NAME, "not-excluded", expiry_clause(standard)),
    effect: Effect::Lapse(Decision::Expiry),
};

const NAME: &str = "link-lasting";
