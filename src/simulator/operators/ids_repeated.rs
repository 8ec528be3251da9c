//! Records that are created at once get one id.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator, Place};
use super::rows::{Target, creates};
use crate::id::Aspect;
use crate::standard::Kind;

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "gives all records of a creation the id of the first",
    mutants: |standard| {
        TARGET.rows_of(standard, |table, row| row.semantics.unique && creates(standard, &table.operation))
    },
    effect: Effect::Whole(change),
};

const TARGET: Target =
    Target { operator: "ids-repeated", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-unique" };

fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    let Some(name) = place.name() else { return };
    if let Some([first, others @ ..]) = place.items(answer) {
        others.iter_mut().for_each(|other| other[name] = first[name].clone());
    }
}
