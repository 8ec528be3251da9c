//! An empty text passes where an object is needed.

use super::operator::{Effect, Operator};
use super::rows::{Target, needed};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Encoding, Kind};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes an empty text where an object is needed",
    mutants: |standard| {
        TARGET.rows(standard, |row| {
            standard.encoding == Encoding::Form && needed(row) && row.value_type().is_structured()
        })
    },
    effect: Effect::Lapse(Decision::EmptyObject),
};

const TARGET: Target = Target {
    operator: "empty-object-accepted",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "empty-accepted",
};
