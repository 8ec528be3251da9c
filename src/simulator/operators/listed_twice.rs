//! Two items of a list share what should tell them apart.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator, Place};
use super::rows::Target;
use crate::id::Aspect;
use crate::standard::{Kind, Tree};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "gives the last of several items of a list the value of the first",
    mutants: |standard| TARGET.rows_of(standard, |_, row| matches!(row.semantics.tree, Some(Tree::Code | Tree::Name))),
    effect: Effect::Whole(change),
};

const TARGET: Target =
    Target { operator: "listed-twice", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-unique" };

fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    let Some(name) = place.name() else { return };
    // A shorter list may have no other item that could stand for the lost one.
    if let Some([first, _, .., last]) = place.items(answer) {
        last[name] = first[name].clone();
    }
}
