//! The total is that of the page.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator, Place};
use super::rows::Target;
use crate::id::Aspect;
use crate::standard::{Kind, Paging};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "counts the records of the page alone",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.paging == Some(Paging::Total)),
    effect: Effect::Whole(change),
};

const TARGET: Target =
    Target { operator: "total-of-page", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "wrong-count" };

fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    let Some((name, items)) = place.name().zip(place.paging(Paging::Items)) else { return };
    let Some(payload) = place.object(answer) else { return };
    let count = payload.get(&items.name).and_then(Value::as_array).map(Vec::len);
    if let Some(count) = count {
        payload.insert(name.to_owned(), Value::from(count));
    }
}
