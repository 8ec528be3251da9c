//! What a case keeps of an answer for its later steps.

use serde_json::Value;

use super::CaseRun;
use crate::check::{Seen, all_below};
use crate::plan::{Capture, Step, fill};
use crate::run::capture::{find, scalar};
use crate::run::settle::{Fault, covering};
use crate::run::values::Taken;
use crate::standard::Operation;

impl CaseRun<'_> {
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
