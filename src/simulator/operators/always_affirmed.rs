//! Whatever is asked, the answer is yes.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "affirms whatever is asked",
    mutants: |standard| TARGET.rows(standard, |row| row.value_type() == ValueType::StringOrBoolean && row.has_codes()),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "always-affirmed", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-excluded" };

fn change(field: &Field, object: &mut Map<String, Value>) {
    answer(field, object, "true");
}

/// Says so where something was said.
pub(super) fn answer(field: &Field, object: &mut Map<String, Value>, word: &str) {
    let listed = field.codes.iter().find(|code| code.as_str() == Some(word));
    if let (Some(value), Some(listed)) = (object.get_mut(&field.name).filter(|value| !value.is_null()), listed) {
        *value = listed.clone();
    }
}
