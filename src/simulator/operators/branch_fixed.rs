//! Every node at the top of a tree has the same below it.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Tree};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers for every node at the top what lies below one of them",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.tree == Some(Tree::Parent)),
    effect: Effect::Lapse(Decision::Branch),
};

const TARGET: Target =
    Target { operator: "branch-fixed", kind: Kind::Request, aspect: Aspect::Behaviour, finding: "not-excluded" };
