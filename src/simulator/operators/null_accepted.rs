//! A needed member of a request may be null; the platform goes on as if a valid one had come.

use super::operator::{Effect, Operator};
use super::rows::{Target, has_json_type, needed};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes null for a needed member",
    mutants: |standard| TARGET.rows_of(standard, |table, row| needed(row) && has_json_type(standard, table)),
    effect: Effect::Lapse(Decision::Null),
};

const TARGET: Target =
    Target { operator: "null-accepted", kind: Kind::Request, aspect: Aspect::Presence, finding: "null-accepted" };
