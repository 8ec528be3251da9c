//! Lengths are looked at in the first item of a list alone.

use super::operator::{Effect, Operator};
use super::rows::{Target, in_list};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes texts in items of a list after the first that are longer than the row allows",
    mutants: |standard| {
        TARGET.rows_of(standard, |table, row| {
            row.length().max.is_some() && !row.has_codes() && row.semantics.format.is_none() && in_list(standard, table)
        })
    },
    effect: Effect::LaterLapse(Decision::Length),
};

const TARGET: Target = Target {
    operator: "later-too-long-accepted",
    kind: Kind::Request,
    aspect: Aspect::Length,
    finding: "too-long-accepted",
};
