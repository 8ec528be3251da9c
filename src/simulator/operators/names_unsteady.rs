//! A node of a tree has another name when it is asked for again.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Tree};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "exchanges the names of the nodes of a list every second time that it is asked for",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.tree == Some(Tree::Name)),
    effect: Effect::Lapse(Decision::Name),
};

const TARGET: Target =
    Target { operator: "names-unsteady", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };
