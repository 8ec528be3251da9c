//! A filter is not applied.

use super::operator::{Effect, Operator};
use super::rows::{TOLD_TWICE, Target, is_told_twice};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Row};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "finds records that a filter should leave out",
    mutants: |standard| {
        TARGET.rows_unless(
            standard,
            |_, row| can_exclude(row),
            |table, row| is_told_twice(standard, table, row).then_some(TOLD_TWICE),
        )
    },
    effect: Effect::Lapse(Decision::Filter),
};

const TARGET: Target =
    Target { operator: "filter-ignored", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-excluded" };

/// A filter with one listed code finds every record, so that nobody can see whether it is applied.
fn can_exclude(row: &Row) -> bool {
    row.semantics.filter.is_some() && row.codes().count() != 1
}
