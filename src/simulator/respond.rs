//! Builds answers from the response tables.

use serde_json::{Map, Value};

use super::layout::{Field, Layout};
use super::records::Page;
use super::refusal::Refusal;
use crate::standard::{Paging, Standard, ValueType};

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

/// The payload of a list without pages: its items, and how many they are.
pub(crate) fn list(rows: &[Field], items: Vec<Map<String, Value>>) -> Map<String, Value> {
    let count = items.len();
    let mut items: Vec<Value> = items.into_iter().map(Value::Object).collect();
    let value = |row: &Field| match row.value_type {
        ValueType::Objects => Value::Array(std::mem::take(&mut items)),
        _ if row.semantics.count_of.is_some() => Value::from(count),
        _ => Value::Null,
    };
    let values: Vec<Value> = rows.iter().map(value).collect();
    rows.iter().map(|row| row.name.clone()).zip(values).collect()
}

/// An object like [`object`], without the optional members that have no value.
pub(crate) fn filled(rows: &[Field], source: &Map<String, Value>) -> Map<String, Value> {
    let mut object = object(rows, source);
    for row in rows {
        match object.get_mut(&row.name) {
            Some(Value::Null) if !row.required => drop(object.shift_remove(&row.name)),
            Some(Value::Array(items)) => {
                for item in items.iter_mut().filter_map(Value::as_object_mut) {
                    *item = filled(&row.members, item);
                }
            }
            _ => {}
        }
    }
    object
}

/// What an operation answers.
pub(crate) struct Outcome {
    /// The payload, or why there is none.
    pub(crate) result: Result<Value, Refusal>,
    /// The payload that goes with a refusal.
    pub(crate) refused: Value,
}

/// The whole answer: every member of the table, with code, message and payload in their places.
pub(crate) fn envelope(layout: &Layout, standard: &Standard, outcome: Outcome) -> Map<String, Value> {
    let envelope = &standard.envelope;
    let mut answer = frame(&layout.response, "", &[&envelope.code, &envelope.message]);
    let (code, message, data) = match outcome.result {
        Ok(data) => (envelope.success.clone(), Value::Null, data),
        Err(refusal) => (refusal.code(envelope), Value::from(refusal.message), outcome.refused),
    };
    let message = wording(standard, &code).map_or(message, Value::from);
    for (pointer, value) in [(&envelope.code, code), (&envelope.message, message), (&envelope.data, data)] {
        put(&mut answer, pointer, value);
    }
    answer
}

/// The text that the standard lists for a return code.
pub(crate) fn wording<'s>(standard: &'s Standard, code: &Value) -> Option<&'s str> {
    standard.wording(code.as_str()?)
}

/// An object of nulls, with the objects that lead to the given places.
fn frame(rows: &[Field], at: &str, places: &[&str]) -> Map<String, Value> {
    let value = |row: &Field| {
        let here = format!("{at}/{}", row.name);
        let leads = places.iter().any(|place| place.strip_prefix(&here).is_some_and(|rest| rest.starts_with('/')));
        if leads { frame(&row.members, &here, places).into() } else { Value::Null }
    };
    rows.iter().map(|row| (row.name.clone(), value(row))).collect()
}

/// Puts a value at a JSON pointer, making objects on the way.
pub(crate) fn put(object: &mut Map<String, Value>, pointer: &str, value: Value) {
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
