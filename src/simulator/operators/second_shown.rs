//! An identifier gives more than what it names.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator, Place};
use super::rows::Target;
use crate::id::Aspect;
use crate::standard::{Kind, Row, Standard, Table, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "gives two files for the key of one",
    mutants: |standard| TARGET.rows_of(standard, |table, row| is_list_of_files(standard, table, row)),
    effect: Effect::Whole(change),
};

const TARGET: Target =
    Target { operator: "second-shown", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "wrong-count" };

/// Whether a row lists files, and the request names one record by its key.
fn is_list_of_files(standard: &Standard, table: &Table, row: &Row) -> bool {
    let items = row.members.as_ref().and_then(|members| standard.table(&members.value));
    let files = items.is_some_and(|items| items.rows.iter().any(|row| row.semantics.format.as_deref() == Some("url")));
    let request = standard.operation(&table.operation).and_then(|operation| standard.table(&operation.request));
    let keyed = request.is_some_and(|request| request.rows.iter().any(|row| row.semantics.key));
    row.value_type() == ValueType::Objects && files && keyed
}

/// The second is the first at another address, and is counted.
fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    let Some(list) = place.field() else { return };
    let Some(data) = place.object(answer) else { return };
    let Some(Value::Array(items)) = data.get_mut(&list.name) else { return };
    let Some(mut second) = items.first().cloned() else { return };
    for field in list.members.iter().filter(|field| field.semantics.format.as_deref() == Some("url")) {
        if let Some(Value::String(address)) = second.get_mut(&field.name) {
            address.push_str("?copy=2");
        }
    }
    items.push(second);
    let count = items.len();
    for (name, value) in data.iter_mut().filter(|(name, _)| **name != list.name) {
        if value.is_number() && place.counts(name) {
            *value = Value::from(count);
        }
    }
}
