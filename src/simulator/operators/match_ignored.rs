//! A value that is to be verified is not looked at.

use super::operator::{Effect, Operator};
use super::rows::{TOLD_TWICE, Target, is_told_twice};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Effect as Doing, Kind, Row, Standard, Table};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "verifies whatever stands in a member",
    mutants: |standard| {
        TARGET.rows_unless(
            standard,
            |table, row| is_compared(standard, table, row),
            |table, row| is_told_twice(standard, table, row).then_some(TOLD_TWICE),
        )
    },
    effect: Effect::Lapse(Decision::Match),
};

const TARGET: Target =
    Target { operator: "match-ignored", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-excluded" };

/// Whether a row says something of a record that is neither created nor looked for by it: one inside an object, or one
/// beside filters where nothing names the record.
fn is_compared(standard: &Standard, table: &Table, row: &Row) -> bool {
    let operation = standard.operation(&table.operation);
    let named = || table.members().any(|row| row.semantics.key || row.semantics.tree.is_some());
    let verified = operation
        .is_some_and(|operation| operation.effect == Doing::Read && (operation.request != table.id || !named()));
    let semantics = &row.semantics;
    verified && semantics.field.is_some() && semantics.filter.is_none() && !semantics.key
}
