//! A record is shown whichever was asked for.

use super::operator::{Effect, Operator};
use super::rows::{Target, is_shown_key};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows its first record whatever the key",
    mutants: |standard| TARGET.rows_of(standard, |table, row| is_shown_key(standard, table, row)),
    effect: Effect::Lapse(Decision::Key),
};

const TARGET: Target =
    Target { operator: "other-record-shown", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-equal" };
