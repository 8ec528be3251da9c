//! A filter is applied only when another is sent as well.

use super::operator::{Effect, Operator};
use super::rows::{Target, has_many_filters};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Filter, Kind, ValueClass};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "forgets a filter that is the only one",
    mutants: |standard| {
        TARGET.rows_of(standard, |table, row| {
            // Regions are shared by too many records for one of them to tell.
            let region = matches!(row.semantics.value, Some(ValueClass::RegionName | ValueClass::RegionCode));
            let text = matches!(row.semantics.filter, Some(Filter::Exact | Filter::Contains));
            text && !region && row.codes().count() != 1 && has_many_filters(table)
        })
    },
    effect: Effect::Lapse(Decision::FilterOnly),
};

const TARGET: Target =
    Target { operator: "filter-ignored-only", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-excluded" };
