//! Texts of digits are kept as numbers.

use serde_json::Value;

use super::operator::{Effect, Operator};
use super::rows::{Target, shows_number, shows_text};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows numbers without their leading zeros",
    mutants: |standard| TARGET.rows(standard, |row| shows_text(standard, row) || shows_number(standard, row)),
    effect: Effect::Shown(change),
};

const TARGET: Target =
    Target { operator: "zeros-lost", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

fn change(_: &Field, value: &Value) -> Option<Value> {
    let text = value.as_str()?;
    let short = text.trim_start_matches('0');
    (short.len() < text.len() && !short.is_empty()).then(|| Value::from(short))
}
