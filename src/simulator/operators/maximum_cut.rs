//! A text of the maximum length loses its last character: the column is too narrow.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Row};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "stores one character less than the maximum length",
    mutants: |standard| TARGET.rows(standard, is_tried),
    effect: Effect::Lapse(Decision::Narrow),
};

const TARGET: Target =
    Target { operator: "maximum-cut", kind: Kind::Request, aspect: Aspect::Length, finding: "altered" };

/// Whether a value of the maximum length can be made, written and read again.
fn is_tried(row: &Row) -> bool {
    let semantics = &row.semantics;
    let free = !row.has_codes() && semantics.format.is_none() && semantics.fixture.is_none();
    free && row.length().max.is_some() && semantics.field.is_some() && !semantics.key
}
