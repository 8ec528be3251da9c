//! A list may be empty.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes a needed list without an item",
    mutants: |standard| TARGET.rows(standard, |row| row.required() && row.value_type() == ValueType::Objects),
    effect: Effect::Lapse(Decision::NoItem),
};

const TARGET: Target =
    Target { operator: "no-item-accepted", kind: Kind::Request, aspect: Aspect::Presence, finding: "empty-accepted" };
