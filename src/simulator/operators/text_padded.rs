//! Texts come back with a blank behind them.

use serde_json::Value;

use super::operator::{Effect, Operator};
use super::rows::{Target, shows_text};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows texts with a blank behind them, as columns of a fixed width do",
    mutants: |standard| TARGET.rows(standard, |row| shows_text(standard, row)),
    effect: Effect::Shown(change),
};

const TARGET: Target =
    Target { operator: "text-padded", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

/// Longer texts fill the column.
const WIDTH: usize = 24;

fn change(_: &Field, value: &Value) -> Option<Value> {
    let text = value.as_str().filter(|text| !text.is_empty() && text.chars().count() < WIDTH)?;
    Some(format!("{text} ").into())
}
