//! Optional members are demanded together.

use super::operator::{Effect, Operator};
use super::rows::{clauses, function};
use crate::id::Aspect;
use crate::simulator::layout::Layout;
use crate::standard::{Operation, Standard};
use serde_json::{Map, Value};

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "refuses requests with none of several optional members",
    mutants: |standard| {
        clauses(standard, NAME, Aspect::Behaviour, |standard, operation| {
            function(standard, operation).filter(|_| several_optional(standard, operation))
        })
    },
    effect: Effect::RefusesWhole(refuses),
};

const NAME: &str = "bare-refused";

/// Whether the operation has more optional members than one, whose absence every row is tried for by itself.
fn several_optional(standard: &Standard, operation: &Operation) -> bool {
    let rows = standard.table(&operation.request).map(|table| &table.rows);
    rows.into_iter().flatten().filter(|row| !row.required()).count() > 1
}

fn refuses(layout: &Layout, members: &Map<String, Value>) -> bool {
    !layout.request.iter().any(|row| !row.required && members.contains_key(&row.name))
}
