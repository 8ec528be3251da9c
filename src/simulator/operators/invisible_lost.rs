//! Characters without width are lost.

use serde_json::Value;

use super::operator::{Effect, Operator};
use super::rows::{Target, shows_text};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "loses characters without width",
    mutants: |standard| TARGET.rows(standard, |row| shows_text(standard, row)),
    effect: Effect::Shown(change),
};

const TARGET: Target =
    Target { operator: "invisible-lost", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

fn change(_: &Field, value: &Value) -> Option<Value> {
    let seen = |character: &char| !matches!(character, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}');
    Some(value.as_str()?.chars().filter(seen).collect::<String>().into())
}
