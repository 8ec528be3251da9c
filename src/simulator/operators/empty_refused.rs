//! An empty text that stands for nothing is refused.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Empty, Kind, RequiredWhen};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "refuses an optional member that is sent empty",
    mutants: |standard| {
        TARGET
            .rows(standard, |row| row.semantics.empty == Some(Empty::NoFilter) || row.semantics.required_when.is_some())
    },
    effect: Effect::Refuses(refuses),
};

const TARGET: Target =
    Target { operator: "empty-refused", kind: Kind::Request, aspect: Aspect::Presence, finding: "empty-refused" };

fn refuses(field: &Field, object: &Map<String, Value>) -> bool {
    let empty = object.get(&field.name).and_then(Value::as_str) == Some("");
    let holds = |when: &RequiredWhen| object.get(&when.member).is_some_and(|value| when.values.contains(value));
    empty && !field.semantics.required_when.as_ref().is_some_and(holds)
}
