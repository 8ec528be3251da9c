//! Records of a kind have one address.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers the address of the first file of its format for every record",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.format.as_deref() == Some("url")),
    effect: Effect::Lapse(Decision::Address),
};

const TARGET: Target =
    Target { operator: "link-shared", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-unique" };
