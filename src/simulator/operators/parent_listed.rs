//! A node of a tree stands among those below it.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator, Place};
use super::rows::Target;
use crate::id::Aspect;
use crate::standard::{Kind, Tree};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "lists a node in place of the last of several at the bottom of a tree below it",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.tree == Some(Tree::Code)),
    effect: Effect::Whole(change),
};

const TARGET: Target =
    Target { operator: "parent-listed", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-unique" };

fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    let (Some(code), Some(level), Some(parent)) = (place.name(), place.tree(Tree::Level), place.tree(Tree::Parent))
    else {
        return;
    };
    if let Some([_, _, .., last]) = place.items(answer)
        && last.get(&level.name) == level.codes.last()
    {
        last[code] = last[&parent.name].clone();
    }
}
