//! A record shows another value than was stored.

use serde_json::{Map, Value};

use super::alter::altered;
use super::operator::{Effect, Operator};
use super::rows::{Target, is_told};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, Row};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows another value than was stored",
    mutants: |standard| {
        TARGET.rows_unless(
            standard,
            |_, row| is_shown(row),
            |_, row| (!is_told(standard, row)).then_some("no request names what it shows"),
        )
    },
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "field-altered", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

/// Rows that show what a caller wrote; what the platform makes itself, nobody can compare.
fn is_shown(row: &Row) -> bool {
    let semantics = &row.semantics;
    semantics.field.is_some() && !semantics.generated && semantics.echo.is_none() && row.codes().count() != 1
}

fn change(field: &Field, object: &mut Map<String, Value>) {
    let text = object.get(&field.name).filter(|value| value.is_string());
    if let Some(altered) = text.and_then(|value| altered(field, value)) {
        object.insert(field.name.clone(), altered);
    }
}
