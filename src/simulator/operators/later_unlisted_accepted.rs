//! Codes are looked at in the first item of a list alone.

use super::operator::{Effect, Operator};
use super::rows::{Target, in_list};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes unlisted codes in items of a list after the first",
    mutants: |standard| TARGET.rows_of(standard, |table, row| row.has_codes() && in_list(standard, table)),
    effect: Effect::LaterLapse(Decision::Code),
};

const TARGET: Target = Target {
    operator: "later-unlisted-accepted",
    kind: Kind::Request,
    aspect: Aspect::Code,
    finding: "unlisted-accepted",
};
