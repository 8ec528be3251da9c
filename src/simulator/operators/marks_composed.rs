//! Letters with combining marks become single characters.

use serde_json::Value;

use super::operator::{Effect, Operator};
use super::rows::{Target, shows_text};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows one character for a letter and its combining mark",
    mutants: |standard| TARGET.rows(standard, |row| shows_text(standard, row)),
    effect: Effect::Shown(change),
};

const TARGET: Target =
    Target { operator: "marks-composed", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

const COMPOSED: [(&str, &str); 4] =
    [("e\u{301}", "\u{e9}"), ("o\u{308}", "\u{f6}"), ("a\u{308}", "\u{e4}"), ("u\u{308}", "\u{fc}")];

fn change(_: &Field, value: &Value) -> Option<Value> {
    let text = value.as_str()?.to_owned();
    let composed = COMPOSED.iter().fold(text, |text, (apart, whole)| text.replace(apart, whole));
    Some(composed.into())
}
