//! Values kept from an answer.

use serde_json::Value;

use super::case::CaseRun;
use super::settle::{Fault, covering};
use super::values::Taken;
use crate::check::{Seen, all_below, same_loosely};
use crate::plan::{Capture, Step, fill};
use crate::standard::Operation;

impl CaseRun<'_> {
    /// Keeps what the step captures, with what makes it doubtful.
    pub(super) fn capture(&mut self, step: &Step, operation: &Operation, seen: &Seen) {
        for capture in &step.captures {
            let (pointer, value) = find(&self.filled(capture), &seen.body);
            // An object or a list is kept with all that stands in it.
            let whole = value.is_some_and(|value| value.is_object() || value.is_array());
            let place = if whole { all_below(&pointer) } else { pointer };
            let fault = covering(&self.faults, &seen.step, &place);
            let spoiled = fault.map(Fault::cause);
            let taken = match value.filter(|value| !value.is_null()) {
                Some(value) => Taken::Value(scalar(value), spoiled.or_else(|| self.variables.used.first().cloned())),
                None => {
                    let cause = fault
                        .map(Fault::cause)
                        .or_else(|| if seen.outcome.is_success() { None } else { self.cause_of(operation, seen) });
                    Taken::Absent(cause)
                }
            };
            self.variables.keep(&capture.name, taken);
        }
    }

    /// A capture with the values in its conditions.
    fn filled(&mut self, capture: &Capture) -> Capture {
        let mut fill_members = |members: &Option<serde_json::Map<String, Value>>| {
            let filled = fill(&Value::Object(members.clone()?), &mut self.variables).ok()?;
            filled.as_object().cloned()
        };
        let (prefer, except) = (fill_members(&capture.prefer), fill_members(&capture.except));
        Capture { prefer, except, ..capture.clone() }
    }
}

/// Ids are kept as texts, whatever type they came in.
fn scalar(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.as_f64().is_some_and(|float| float.abs() > 1.0e9) => {
            Value::from(number.to_string())
        }
        other => other.clone(),
    }
}

/// The captured value with its place.
fn find<'v>(capture: &Capture, body: &'v Value) -> (String, Option<&'v Value>) {
    let Some(take) = &capture.take else { return (capture.pointer.clone(), body.pointer(&capture.pointer)) };
    let Some(Value::Array(items)) = body.pointer(&capture.pointer) else { return (capture.pointer.clone(), None) };
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
