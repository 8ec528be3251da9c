//! A filter finds the others.

use super::operator::{Effect, Operator};
use super::rows::{Target, has_many_filters};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Filter, Kind, Row, ValueClass};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "finds just what a filter should leave out, beside few other filters",
    mutants: |standard| {
        TARGET.rows_of(standard, |table, row| has_many_filters(table) && !row.required() && stands_alone(row))
    },
    effect: Effect::Lapse(Decision::Sense),
};

/// Whether no other row breaks with the filter: the ends of a range find each other's days, and by a word of the caller's
/// own whole flows find their records again.
fn stands_alone(row: &Row) -> bool {
    match row.semantics.filter {
        Some(Filter::Exact) => row.semantics.value != Some(ValueClass::Word),
        filter => filter == Some(Filter::Contains),
    }
}

const TARGET: Target =
    Target { operator: "filter-inverted", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-found" };
