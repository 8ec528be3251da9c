//! A filter is applied only when many others are sent as well.

use super::operator::{Effect, Operator};
use super::rows::{Target, has_many_filters};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Filter, Kind};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "applies a filter only beside many others",
    mutants: |standard| {
        TARGET.rows_of(standard, |table, row| {
            matches!(row.semantics.filter, Some(Filter::Exact | Filter::Contains))
                && row.codes().count() != 1
                && has_many_filters(table)
        })
    },
    effect: Effect::Lapse(Decision::FilterAlone),
};

const TARGET: Target = Target {
    operator: "filter-ignored-alone",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "not-excluded",
};
