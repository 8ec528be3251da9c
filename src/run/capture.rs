//! Values kept from an answer.

use serde_json::Value;

use crate::check::{at, same_loosely};
use crate::plan::Capture;

/// Ids are kept as texts, whatever type they came in.
pub(in crate::run) fn scalar(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.as_f64().is_some_and(|float| float.abs() > 1.0e9) => {
            Value::from(number.to_string())
        }
        other => other.clone(),
    }
}

/// The captured value with its place.
pub(in crate::run) fn find<'v>(capture: &Capture, body: &'v Value) -> (String, Option<&'v Value>) {
    let Some(take) = &capture.take else { return (capture.pointer.clone(), at(body, &capture.pointer)) };
    let Some(Value::Array(items)) = at(body, &capture.pointer) else { return (capture.pointer.clone(), None) };
    let has =
        |item: &Value, (key, value): (&String, &Value)| item.get(key).is_some_and(|actual| same_loosely(actual, value));
    let preferred = capture.prefer.as_ref();
    let preferred =
        preferred.and_then(|wanted| items.iter().position(|item| wanted.iter().all(|pair| has(item, pair))));
    let excepted = |item: &Value| capture.except.iter().flatten().any(|pair| has(item, pair));
    let index = preferred.or_else(|| items.iter().position(|item| !excepted(item))).unwrap_or(0);
    let pointer = format!("{}/{index}/{take}", capture.pointer);
    let value = items.get(index).and_then(|item| item.get(take));
    (pointer, value)
}
