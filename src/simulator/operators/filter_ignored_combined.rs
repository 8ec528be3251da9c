//! A filter is forgotten when many others are sent as well.

use super::operator::{Effect, Operator};
use super::rows::{Target, has_many_filters};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "forgets a filter beside many others",
    mutants: |standard| {
        TARGET.rows_of(standard, |table, row| {
            row.semantics.filter.is_some() && row.codes().count() != 1 && !row.required() && has_many_filters(table)
        })
    },
    effect: Effect::Lapse(Decision::FilterCombined),
};

const TARGET: Target = Target {
    operator: "filter-ignored-combined",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "not-excluded",
};
