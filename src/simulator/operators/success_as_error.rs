//! What was carried out is answered with a code of failure.

use super::operator::{Effect, Operator};
use super::rows::{Target, envelope_rows};
use crate::id::Aspect;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers with a code of failure and the payload of success",
    mutants: |standard| {
        let rows = envelope_rows(standard, &standard.envelope.code);
        TARGET.rows_of(standard, |table, row| rows.contains(&table.local_id(row)))
    },
    effect: Effect::Accepted(|envelope| envelope.failures.values().next()),
};

const TARGET: Target = Target {
    operator: "success-as-error",
    kind: Kind::Response,
    aspect: Aspect::Behaviour,
    finding: "success-as-error",
};
