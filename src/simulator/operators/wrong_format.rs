//! A member of an answer has another shape than its row gives.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers a value of another shape",
    mutants: |standard| {
        TARGET.rows(standard, |row| row.semantics.format.as_deref().is_some_and(|format| broken(format).is_some()))
    },
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "wrong-format", kind: Kind::Response, aspect: Aspect::Format, finding: "wrong-format" };

fn change(field: &Field, object: &mut Map<String, Value>) {
    let when = field.semantics.format_when.as_ref();
    if when.is_some_and(|when| object.get(&when.member) != Some(&when.equals)) {
        return;
    }
    let wrong = field.semantics.format.as_deref().and_then(broken);
    if let (Some(value), Some(wrong)) = (object.get_mut(&field.name).filter(|value| !value.is_null()), wrong) {
        *value = Value::from(wrong);
    }
}

/// A value of about the shape; none for shapes that depend on more than the value.
fn broken(format: &str) -> Option<&'static str> {
    match format {
        "date" => Some("2024/01/02"),
        "datetime" => Some("2024/01/02 03:04"),
        "six-digits" => Some("99010X"),
        "identity-number" => Some("990000199001010018"),
        "calendar-date" | "padded-calendar-date" => Some("2024-01-02"),
        "url" => Some("files/1"),
        "base64" => Some("not-base64!"),
        "uscc" => Some("91999999000000000X"),
        "s10" => Some("RB123456784GB"), // valid with the check digit 5
        _ => None,
    }
}
