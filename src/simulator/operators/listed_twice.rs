//! Two nodes below the top of a tree share what should tell them apart.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator, Place};
use super::rows::Target;
use crate::id::Aspect;
use crate::standard::{Kind, Tree};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "gives the last of several nodes below the top the value of the first",
    mutants: |standard| TARGET.rows(standard, |row| matches!(row.semantics.tree, Some(Tree::Code | Tree::Name))),
    effect: Effect::Whole(change),
};

const TARGET: Target =
    Target { operator: "listed-twice", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-unique" };

fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    double(place, answer, |floor| floor != Floor::Top);
}

/// Where in a tree a list of nodes stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Floor {
    Top,
    Middle,
    Bottom,
}

/// Gives the last of several nodes the value of the first, on some floors of a tree.
pub(super) fn double(place: &Place<'_>, answer: &mut Map<String, Value>, here: fn(Floor) -> bool) {
    let Some((name, level)) = place.name().zip(place.tree(Tree::Level)) else { return };
    // A shorter list may have no other item that could stand for the lost one.
    let Some([first, _, .., last]) = place.items(answer) else { return };
    let told = first.get(&level.name);
    let floor = match (told == level.codes.first(), told == level.codes.last()) {
        (true, _) => Floor::Top,
        (_, true) => Floor::Bottom,
        _ => Floor::Middle,
    };
    if here(floor) {
        last[name] = first[name].clone();
    }
}
