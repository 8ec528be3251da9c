//! A needed text of a request may be empty; the platform goes on as if a valid one had come.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Empty, Kind, Row, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes an empty text for a needed member",
    mutants: |standard| TARGET.rows(standard, refuses_empty),
    effect: Effect::Lapse(Decision::Empty),
};

const TARGET: Target =
    Target { operator: "empty-accepted", kind: Kind::Request, aspect: Aspect::Presence, finding: "empty-accepted" };

/// Whether an empty text is refused in this row. A credential is one that is never right.
fn refuses_empty(row: &Row) -> bool {
    let refused = match row.semantics.empty {
        Some(empty) => empty == Empty::Refuse,
        None => row.required(),
    };
    refused && row.value_type() == ValueType::String && !row.semantics.credential
}
