//! Full-width characters become half-width.

use serde_json::Value;

use super::operator::{Effect, Operator};
use super::rows::{Target, shows_text};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows half-width characters for full-width ones",
    mutants: |standard| TARGET.rows(standard, |row| shows_text(standard, row)),
    effect: Effect::Shown(change),
};

const TARGET: Target =
    Target { operator: "width-folded", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

/// Full-width forms stand in the order of ASCII.
const FORMS: std::ops::RangeInclusive<u32> = 0xff01..=0xff5e;
const TO_ASCII: u32 = 0xfee0;

fn change(_: &Field, value: &Value) -> Option<Value> {
    let folded = |character: char| {
        let form = Some(character as u32).filter(|code| FORMS.contains(code));
        form.and_then(|code| char::from_u32(code - TO_ASCII)).unwrap_or(character)
    };
    Some(value.as_str()?.chars().map(folded).collect::<String>().into())
}
