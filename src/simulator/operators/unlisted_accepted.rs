//! A member of a request may have a code that its row does not list.

use super::operator::{Effect, Operator};
use super::rows::Target;
use crate::id::Aspect;
use crate::simulator::lapse::Decision;
use crate::standard::{Kind, Row};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "takes codes that the row does not list",
    mutants: |standard| TARGET.rows(standard, Row::has_codes),
    effect: Effect::Lapse(Decision::Code),
};

const TARGET: Target =
    Target { operator: "unlisted-accepted", kind: Kind::Request, aspect: Aspect::Code, finding: "unlisted-accepted" };
