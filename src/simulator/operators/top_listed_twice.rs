//! Two nodes at the top of a tree share what should tell them apart.

use super::listed_twice::{Floor, double};
use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::standard::{Kind, Tree};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "gives the last of several nodes at the top the value of the first",
    mutants: |standard| TARGET.rows(standard, |row| matches!(row.semantics.tree, Some(Tree::Code | Tree::Name))),
    effect: Effect::Whole(|place, answer| double(place, answer, |floor| floor == Floor::Top)),
};

const TARGET: Target =
    Target { operator: "top-listed-twice", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-unique" };
