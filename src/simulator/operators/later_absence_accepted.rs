//! Only the first item of a list has to have its members.

use super::operator::{Effect, Operator};
use super::rows::{Target, in_list};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes items of a list after the first without a required member",
    mutants: |standard| TARGET.rows_of(standard, |table, row| row.required() && in_list(standard, table)),
    effect: Effect::LaterLapse(Decision::Absence),
};

const TARGET: Target = Target {
    operator: "later-absence-accepted",
    kind: Kind::Request,
    aspect: Aspect::Presence,
    finding: "missing-accepted",
};
