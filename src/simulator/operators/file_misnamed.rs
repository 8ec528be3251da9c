//! The file behind an address is of another format than the answer says.

use super::operator::{Effect, Operator};
use super::rows::of_clause;
use crate::simulator::file_clause;
use crate::simulator::lapse::Decision;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "gives files of another format than it says",
    mutants: |standard| of_clause(standard, NAME, "not-equal", file_clause(standard)),
    effect: Effect::Lapse(Decision::FileFormat),
};

const NAME: &str = "file-misnamed";
