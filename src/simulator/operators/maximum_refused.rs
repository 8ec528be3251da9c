//! A text of the maximum length is refused.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, Row};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "refuses texts of the maximum length",
    mutants: |standard| TARGET.rows(standard, is_free),
    effect: Effect::Refuses(refuses),
};

const TARGET: Target =
    Target { operator: "maximum-refused", kind: Kind::Request, aspect: Aspect::Length, finding: "maximum-refused" };

/// Rows whose texts can be stretched to the maximum.
fn is_free(row: &Row) -> bool {
    let semantics = &row.semantics;
    let bound = semantics.credential || semantics.key || semantics.format.is_some() || semantics.fixture.is_some();
    row.length().max.is_some() && !row.has_codes() && !bound
}

fn refuses(field: &Field, object: &Map<String, Value>) -> bool {
    let length = object.get(&field.name).and_then(Value::as_str).map(|text| text.chars().count());
    length.is_some() && length == field.length.max.map(|max| max as usize)
}
