//! Records of earlier days are not found by their key.

use super::operator::{Effect, Operator};
use super::rows::{Target, envelope_rows};
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Row, Standard, Table, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers an empty list for records of earlier days",
    mutants: |standard| TARGET.rows_of(standard, |table, row| by_key(standard, table, row)),
    effect: Effect::Lapse(Decision::Earlier),
};

const TARGET: Target =
    Target { operator: "earlier-lost", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "wrong-count" };

/// Whether a row is the list that answers for one key.
fn by_key(standard: &Standard, table: &Table, row: &Row) -> bool {
    let operation = standard.operation(&table.operation);
    let request = operation.and_then(|operation| standard.table(&operation.request));
    let keyed = request.is_some_and(|request| request.rows.iter().any(|row| row.semantics.key));
    let payload = envelope_rows(standard, &standard.envelope.data).contains(&table.local_id(row));
    keyed && payload && row.value_type() == ValueType::Objects
}
