//! An optional member has to be there.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "refuses requests without an optional member",
    mutants: |standard| TARGET.rows(standard, |row| !row.required() && row.semantics.required_when.is_none()),
    effect: Effect::Refuses(refuses),
};

const TARGET: Target =
    Target { operator: "absence-refused", kind: Kind::Request, aspect: Aspect::Presence, finding: "absent-refused" };

fn refuses(field: &Field, object: &Map<String, Value>) -> bool {
    !object.contains_key(&field.name)
}
