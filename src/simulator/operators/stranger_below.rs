//! A node of a tree has a child of the node beside it.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Tree};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "lists a node below the one beside its parent as well",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.tree == Some(Tree::Parent)),
    effect: Effect::Lapse(Decision::Parent),
};

const TARGET: Target =
    Target { operator: "stranger-below", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-excluded" };
