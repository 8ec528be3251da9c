//! An empty text is refused although its condition does not ask for the member.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "refuses an empty text where the member is not needed",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.required_when.is_some()),
    effect: Effect::Refuses(refuses),
};

const TARGET: Target = Target {
    operator: "empty-refused-where-free",
    kind: Kind::Request,
    aspect: Aspect::Behaviour,
    finding: "empty-refused",
};

fn refuses(field: &Field, object: &Map<String, Value>) -> bool {
    let empty = object.get(&field.name).and_then(Value::as_str) == Some("");
    let needed = |when: &crate::standard::RequiredWhen| {
        object.get(&when.member).is_some_and(|value| when.values.contains(value))
    };
    empty && !field.semantics.required_when.as_ref().is_some_and(needed)
}
