//! A part of a key finds the record whose key begins with it.

use super::operator::{Effect, Operator};
use super::rows::{Target, is_shown_key};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows a record for the beginning of its key",
    mutants: |standard| TARGET.rows_of(standard, |table, row| is_shown_key(standard, table, row)),
    effect: Effect::Lapse(Decision::KeyPart),
};

const TARGET: Target =
    Target { operator: "key-part", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-equal" };
