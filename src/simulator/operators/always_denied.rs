//! Whatever is asked, the answer is no.

use serde_json::{Map, Value};

use super::always_affirmed::answer;
use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, ValueType};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "denies whatever is asked",
    mutants: |standard| TARGET.rows(standard, |row| row.value_type() == ValueType::StringOrBoolean && row.has_codes()),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "always-denied", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

fn change(field: &Field, object: &mut Map<String, Value>) {
    answer(field, object, "false");
}
