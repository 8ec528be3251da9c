//! Records that a list shows side by side have one id.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator, Place};
use super::rows::{Target, creates};
use crate::id::Aspect;
use crate::standard::{Kind, Row};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows all items of a list under what should tell them apart of the first",
    mutants: |standard| TARGET.rows_of(standard, |table, row| is_apart(row) && !creates(standard, &table.operation)),
    effect: Effect::Whole(change),
};

const TARGET: Target =
    Target { operator: "ids-alike", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-unique" };

/// Rows that tell items apart.
fn is_apart(row: &Row) -> bool {
    row.semantics.unique
}

fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    let row = place.row().to_owned();
    let mut first: Option<Value> = None;
    place.each(answer, &row, &mut |field, object| {
        if let Some(value) = object.get_mut(&field.name) {
            match &first {
                Some(first) => *value = first.clone(),
                None => first = Some(value.clone()),
            }
        }
    });
}
