//! Records that a list shows side by side have one id.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator, Place};
use super::rows::{Target, creates, lists};
use crate::id::Aspect;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows all items of a list under what should tell them apart of the first",
    mutants: |standard| {
        TARGET.rows_of(standard, |table, row| {
            row.semantics.unique && lists(standard, &table.operation) && !creates(standard, &table.operation)
        })
    },
    effect: Effect::Whole(change),
};

const TARGET: Target =
    Target { operator: "ids-alike", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-unique" };

/// Fewer records may be asked for one by one by what they are shown under, and more may be all that there are.
const SEVERAL: usize = 5;

fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    let row = place.row().to_owned();
    let mut values: Vec<Value> = Vec::new();
    place.each(answer, &row, &mut |field, object| values.extend(object.get(&field.name).cloned()));
    let Some(first) = values.first().cloned().filter(|_| values.len() == SEVERAL || place.is_directory()) else {
        return;
    };
    place.each(answer, &row, &mut |field, object| {
        object.insert(field.name.clone(), first.clone());
    });
}
