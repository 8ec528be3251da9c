//! An address that an answer gives leads nowhere.

use super::operator::{Effect, Operator};
use super::rows::of_clause;
use crate::simulator::file_clause;
use crate::simulator::lapse::Decision;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "has nothing at the addresses that it gives out",
    mutants: |standard| of_clause(standard, NAME, "not-found", file_clause(standard)),
    effect: Effect::Lapse(Decision::File),
};

const NAME: &str = "file-lost";
