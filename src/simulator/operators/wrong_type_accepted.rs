//! A member of a request may have another JSON type, and is converted.

use super::operator::{Effect, Operator};
use super::rows::{Target, has_json_type};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes values of another JSON type",
    mutants: |standard| {
        TARGET.rows_of(standard, |table, row| {
            let stated = row.value_type() != ValueType::Unstated && !row.semantics.credential;
            stated && (has_json_type(standard, table) || row.value_type().is_structured())
        })
    },
    effect: Effect::Lapse(Decision::Type),
};

const TARGET: Target = Target {
    operator: "wrong-type-accepted",
    kind: Kind::Request,
    aspect: Aspect::Type,
    finding: "wrong-type-accepted",
};
