//! What the platform made itself is shown as something else than before.

use serde_json::{Map, Value};

use super::alter::altered;
use super::operator::{Effect, Operator};
use super::rows::{Target, creates};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Kind, Paging, Row, Standard, Table};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows another value than it gave when it created the record",
    mutants: |standard| TARGET.rows_of(standard, |table, row| is_shown_again(standard, table, row)),
    effect: Effect::Answer(change),
};

const TARGET: Target =
    Target { operator: "generated-altered", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

/// Whether a query shows what a creation gave.
fn is_shown_again(standard: &Standard, table: &Table, row: &Row) -> bool {
    let field = row.semantics.field.as_ref().filter(|_| row.semantics.generated && row.codes().count() == 0);
    let given = |field: &String| {
        let tables = standard.tables.iter().filter(|other| other.kind == Kind::Response);
        let mut given = tables.filter(|other| creates(standard, &other.operation)).flat_map(|other| &other.rows);
        given.any(|other| other.semantics.field.as_ref() == Some(field))
    };
    // What tells records apart is asked for again, and what one record shows is compared with many places.
    field.is_some_and(given) && !row.semantics.unique && pages(standard, &table.operation)
}

/// Whether an operation answers in pages.
fn pages(standard: &Standard, operation: &str) -> bool {
    let tables = standard.tables.iter().filter(|table| table.operation == operation && table.kind == Kind::Response);
    tables.flat_map(|table| &table.rows).any(|row| row.semantics.paging == Some(Paging::Items))
}

fn change(field: &Field, object: &mut Map<String, Value>) {
    let text = object.get(&field.name).filter(|value| value.as_str().is_some_and(|text| !text.is_empty()));
    if let Some(altered) = text.and_then(|value| altered(field, value)) {
        object.insert(field.name.clone(), altered);
    }
}
