//! Builds answers from the response tables.

use serde_json::{Map, Value};

use super::layout::{Field, Layout};
use super::records::Page;
use super::refusal::Refusal;
use crate::standard::{Envelope, Paging};

/// An object with every member of a table: the field that the row shows, else what the source has under the row's
/// name, else null.
pub(crate) fn object(rows: &[Field], source: &Map<String, Value>) -> Map<String, Value> {
    let value = |row: &Field| {
        let found = source.get(row.semantics.field.as_deref().unwrap_or(&row.name));
        match found {
            Some(Value::Object(members)) if !row.members.is_empty() => object(&row.members, members).into(),
            Some(Value::Array(items)) if !row.members.is_empty() => {
                items.iter().filter_map(Value::as_object).map(|item| Value::from(object(&row.members, item))).collect()
            }
            Some(value) => value.clone(),
            None => Value::Null,
        }
    };
    rows.iter().map(|row| (row.name.clone(), value(row))).collect()
}

/// The payload of a query with pages.
pub(crate) fn page(rows: &[Field], page: &Page) -> Map<String, Value> {
    let value = |row: &Field| match row.semantics.paging {
        Some(Paging::Page) => Value::from(page.page),
        Some(Paging::Size) => Value::from(page.size),
        Some(Paging::Total) => Value::from(page.total),
        Some(Paging::Items) => {
            page.records.iter().map(|record| Value::from(object(&row.members, &record.fields))).collect()
        }
        None => Value::Null,
    };
    rows.iter().map(|row| (row.name.clone(), value(row))).collect()
}

/// The whole answer: every member of the table, with code, message and payload in their places.
pub(crate) fn envelope(layout: &Layout, envelope: &Envelope, outcome: Result<Value, Refusal>) -> Map<String, Value> {
    let mut answer = object(&layout.response, &Map::new());
    let (code, message, data) = match outcome {
        Ok(data) => (envelope.success.clone(), Value::Null, data),
        Err(refusal) => {
            let code = envelope.failures.get(refusal.failure.name()).or_else(|| envelope.failures.values().next());
            (code.cloned().unwrap_or(Value::Null), Value::from(refusal.message), Value::Null)
        }
    };
    for (pointer, value) in [(&envelope.code, code), (&envelope.message, message), (&envelope.data, data)] {
        put(&mut answer, pointer, value);
    }
    answer
}

/// Puts a value at a JSON pointer, making objects on the way.
fn put(object: &mut Map<String, Value>, pointer: &str, value: Value) {
    let pointer = pointer.trim_start_matches('/');
    let Some((first, rest)) = pointer.split_once('/') else {
        object.insert(pointer.to_owned(), value);
        return;
    };
    let inner = object.entry(first).or_insert(Value::Null);
    if !inner.is_object() {
        *inner = Value::Object(Map::new());
    }
    if let Value::Object(inner) = inner {
        put(inner, rest, value);
    }
}
