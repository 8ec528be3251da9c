//! An empty filter is refused.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Empty, Kind};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "refuses an optional filter that is sent empty",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.empty == Some(Empty::NoFilter)),
    effect: Effect::Refuses(refuses),
};

const TARGET: Target =
    Target { operator: "empty-refused", kind: Kind::Request, aspect: Aspect::Presence, finding: "empty-refused" };

fn refuses(field: &Field, object: &Map<String, Value>) -> bool {
    object.get(&field.name).and_then(Value::as_str) == Some("")
}
