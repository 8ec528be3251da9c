//! Another page or size is shown than was asked for; the records are the right ones.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator, Place};
use super::rows::Target;
use crate::id::Aspect;
use crate::standard::{Kind, Paging};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows the default page or size, whatever was asked for",
    mutants: |standard| TARGET.rows(standard, |row| matches!(row.semantics.paging, Some(Paging::Page | Paging::Size))),
    effect: Effect::Whole(change),
};

const TARGET: Target =
    Target { operator: "paging-fixed", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    let Some(field) = place.field() else { return };
    let fixed = place.asked(field.semantics.paging).map_or(1, |asked| asked.semantics.default.unwrap_or(1));
    if let Some(data) = place.object(answer) {
        data.insert(field.name.clone(), Value::from(fixed));
    }
}
