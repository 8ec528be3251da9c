//! Every code comes back as the first.

use serde_json::Value;

use super::operator::{Effect, Operator};
use super::rows::{Target, shown_from};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows the first listed code for every other",
    mutants: |standard| {
        TARGET.rows(standard, |row| shown_from(standard, row).is_some_and(|writer| writer.codes().count() > 1))
    },
    effect: Effect::Shown(change),
};

const TARGET: Target =
    Target { operator: "code-collapsed", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

fn change(writer: &Field, value: &Value) -> Option<Value> {
    let first = writer.codes.first()?;
    (writer.codes.contains(value) && value != first).then(|| first.clone())
}
