//! The last record of a page is lost.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator, Place};
use super::rows::Target;
use crate::id::Aspect;
use crate::standard::{Kind, Paging};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "loses the last of five records on a page",
    mutants: |standard| TARGET.rows(standard, |row| row.semantics.paging == Some(Paging::Items)),
    effect: Effect::Whole(change),
};

const TARGET: Target =
    Target { operator: "item-lost", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "wrong-count" };

/// Fewer records may be looked for one by one, and more may be all that there are.
const SEVERAL: usize = 5;

fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    let Some(name) = place.name() else { return };
    if let Some(Value::Array(items)) = place.object(answer).and_then(|data| data.get_mut(name))
        && items.len() == SEVERAL
    {
        items.pop();
    }
}
