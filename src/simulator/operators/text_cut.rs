//! A text that is too long is cut off and stored.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "stores the first characters of a text that is too long",
    mutants: |standard| {
        TARGET.rows(standard, |row| row.length().max.is_some() && row.semantics.field.is_some() && !row.semantics.key)
    },
    effect: Effect::Lapse(Decision::Cut),
};

const TARGET: Target = Target { operator: "text-cut", kind: Kind::Request, aspect: Aspect::Length, finding: "altered" };
