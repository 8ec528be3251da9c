//! Of numbers only the digits are kept.

use serde_json::Value;

use super::operator::{Effect, Operator};
use super::rows::{Target, shows_number};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows numbers without what separates their digits",
    mutants: |standard| TARGET.rows(standard, |row| shows_number(standard, row)),
    effect: Effect::Shown(change),
};

const TARGET: Target =
    Target { operator: "separators-lost", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

fn change(_: &Field, value: &Value) -> Option<Value> {
    let text = value.as_str()?;
    let numeric = text.chars().all(|c| c.is_ascii_digit() || c == '-');
    (numeric && text.contains('-')).then(|| Value::from(text.replace('-', "")))
}
