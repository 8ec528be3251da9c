//! Where the pointers of a hand-written case lead: into which message of which step, and how the target names the members
//! on the way.

use serde_json::{Map, Value};

use super::file::{fill, fill_value};
use super::written::StepFile;
use crate::standard::Standard;

/// Arguments of checks that lead into an answer of this step, or by `STEP:/pointer` and `STEP?/pointer` elsewhere.
pub const REFERENCES: [&str; 5] = ["answered", "at", "items", "lists", "sent"];

/// The argument of checks that leads into the request of this step.
pub const SENT: &str = "pointer";

/// Which message of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Answer,
}

/// The messages of the steps of a file.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    standard: &'a Standard,
    steps: &'a [StepFile],
}

impl<'a> Places<'a> {
    pub fn new(standard: &'a Standard, steps: &'a [StepFile]) -> Self {
        Self { standard, steps }
    }

    /// A pointer into a message of a step, filled.
    pub fn of(self, step: &str, side: Side, pointer: &str, entry: &Map<String, Value>) -> String {
        let renames = self.standard.fitting.as_ref().is_some_and(|fitting| !fitting.names.is_empty());
        let Some(table) = self.table(step, side).filter(|_| renames) else { return fill(pointer, entry) };
        // What `${names.T5.3}` stands for comes last: it may be a name that the text implies for another row.
        let (named, own): (Map<String, Value>, Map<String, Value>) =
            entry.clone().into_iter().partition(|(name, _)| name.starts_with("names."));
        fill(&self.standard.fitted_pointer(table, &fill(pointer, &own)), &named)
    }

    /// The arguments of a check that this step calls, filled.
    pub fn arguments(self, step: &str, with: &Map<String, Value>, entry: &Map<String, Value>) -> Value {
        let first = with.get("steps").and_then(|steps| steps.as_array()?.first()?.as_str());
        let argument = |(name, value): (&String, &Value)| {
            let value = match name.as_str() {
                SENT => texts(value, &|text| self.of(step, Side::Request, text, entry)),
                "items" => texts(value, &|text| self.reference(first.unwrap_or(step), text, entry)),
                name if REFERENCES.contains(&name) => texts(value, &|text| self.reference(step, text, entry)),
                _ => fill_value(value, entry),
            };
            (name.clone(), value)
        };
        Value::Object(with.iter().map(argument).collect())
    }

    /// A pointer into the answer of a step, or of the one that it names.
    fn reference(self, step: &str, text: &str, entry: &Map<String, Value>) -> String {
        for (mark, side) in [('?', Side::Request), (':', Side::Answer)] {
            if let Some((other, pointer)) = text.split_once(mark).filter(|(other, _)| !other.contains('/')) {
                let other = fill(other, entry);
                return format!("{other}{mark}{}", self.of(&other, side, pointer, entry));
            }
        }
        self.of(step, Side::Answer, text, entry)
    }

    /// The table of a message of a step, whose id may have the number of a repetition; none where an address is got.
    fn table(self, id: &str, side: Side) -> Option<&'a str> {
        let is_repeated =
            |step: &&StepFile| id.strip_prefix(step.id.as_str()).is_some_and(|rest| rest.starts_with('.'));
        let exact = self.steps.iter().find(|step| step.id == id);
        let step = exact.or_else(|| self.steps.iter().find(is_repeated))?;
        let operation = self.standard.operation(&step.operation.as_ref()?.value)?;
        Some(match side {
            Side::Request => operation.request.as_str(),
            Side::Answer => operation.response.as_str(),
        })
    }
}

/// A text, or a list of them, with each changed.
fn texts(value: &Value, change: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(change(text)),
        Value::Array(items) => Value::Array(items.iter().map(|item| texts(item, change)).collect()),
        other => other.clone(),
    }
}
