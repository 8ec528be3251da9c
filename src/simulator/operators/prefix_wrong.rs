//! A node of a tree has a code that does not begin like its parent's.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, Tree};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers codes at the bottom of a tree that do not begin like their parent's",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.tree == Some(Tree::Code)),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "prefix-wrong", kind: Kind::Response, aspect: Aspect::Format, finding: "not-listed" };

/// Codes of the nodes above end with zeros; they stay, so that the way down stays open.
fn change(field: &Field, object: &mut Map<String, Value>) {
    if let Some(Value::String(code)) = object.get_mut(&field.name)
        && !code.ends_with("00")
    {
        let other = if code.starts_with('1') { '2' } else { '1' };
        *code = code.char_indices().map(|(at, digit)| if at == 0 { other } else { digit }).collect();
    }
}
