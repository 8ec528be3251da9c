//! An optional member must not be there.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "refuses requests with an optional member",
    mutants: |standard| TARGET.rows(standard, |row| !row.required() && row.semantics.required_when.is_none()),
    effect: Effect::Refuses(refuses),
};

const TARGET: Target =
    Target { operator: "presence-refused", kind: Kind::Request, aspect: Aspect::Presence, finding: "valid-refused" };

fn refuses(field: &Field, object: &Map<String, Value>) -> bool {
    object.get(&field.name).is_some_and(|value| !value.is_null())
}
