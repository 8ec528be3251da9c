//! Of several records sent at once only the first is kept.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Effect as Doing, Kind, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers for all records that are sent at once and keeps the first",
    mutants: |standard| {
        let creates = |name: &str| standard.operation(name).is_some_and(|operation| operation.effect == Doing::Create);
        TARGET.rows_of(standard, |table, row| creates(&table.operation) && row.value_type() == ValueType::Objects)
    },
    effect: Effect::Lapse(Decision::Several),
};

const TARGET: Target =
    Target { operator: "first-stored-alone", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "lost" };
