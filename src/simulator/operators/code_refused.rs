//! A listed code is refused.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "refuses the last of several listed codes",
    mutants: |standard| TARGET.rows(standard, |row| row.codes().count() > 1),
    effect: Effect::Refuses(refuses),
};

const TARGET: Target =
    Target { operator: "code-refused", kind: Kind::Request, aspect: Aspect::Code, finding: "code-refused" };

fn refuses(field: &Field, object: &Map<String, Value>) -> bool {
    object.get(&field.name).is_some_and(|value| field.codes.last() == Some(value))
}
