//! Records that are created at once get each other's ids or numbers.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator, Place};
use super::rows::{Target, creates};
use crate::id::Aspect;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "answers the ids, or the numbers, of records that are created at once in another order than the records",
    mutants: |standard| {
        TARGET.rows_of(standard, |table, row| row.semantics.generated && creates(standard, &table.operation))
    },
    effect: Effect::Whole(change),
};

const TARGET: Target =
    Target { operator: "results-swapped", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    let Some(name) = place.name() else { return };
    let Some(items) = place.items(answer) else { return };
    let mut values: Vec<Value> = items.iter().map(|item| item[name].clone()).collect();
    values.reverse();
    items.iter_mut().zip(values).for_each(|(item, value)| item[name] = value);
}
