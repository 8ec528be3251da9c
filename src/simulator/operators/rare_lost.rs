//! Characters beyond the basic plane are lost.

use serde_json::Value;

use super::operator::{Effect, Operator};
use super::rows::{Target, shows_text};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows a question mark for characters beyond the basic plane",
    mutants: |standard| TARGET.rows(standard, |row| shows_text(standard, row)),
    effect: Effect::Shown(change),
};

const TARGET: Target =
    Target { operator: "rare-lost", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

fn change(_: &Field, value: &Value) -> Option<Value> {
    let kept = |character: char| if character.len_utf8() > 3 { '?' } else { character };
    Some(value.as_str()?.chars().map(kept).collect::<String>().into())
}
