//! Rows of a list show what belongs to other rows.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator, Place};
use super::rows::{Target, creates, shown_from};
use crate::id::Aspect;
use crate::standard::{Filter, Kind, Paging, Row, Standard, Table};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "shows in each row of a list the value of the next",
    mutants: |standard| {
        let shows = |table: &Table, row: &Row| is_listed(standard, table) && row.semantics.field.is_some();
        TARGET.rows_unless(standard, shows, |table, row| silent(standard, table, row))
    },
    effect: Effect::Whole(change),
};

const TARGET: Target =
    Target { operator: "rows-mixed", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "not-equal" };

/// Whether a table describes the items of a list that comes in pages.
fn is_listed(standard: &Standard, table: &Table) -> bool {
    let tables = standard.tables.iter().filter(|other| other.operation == table.operation);
    let mut lists = tables.flat_map(Table::members).filter(|row| row.semantics.paging == Some(Paging::Items));
    lists.any(|list| list.members.as_ref().is_some_and(|members| members.value == table.id))
}

/// Why nobody can tell that a value belongs to another row.
fn silent(standard: &Standard, table: &Table, row: &Row) -> Option<&'static str> {
    let same = |other: &&Row| other.semantics.field == row.semantics.field;
    let of = |kind: Kind| standard.tables.iter().filter(move |other| other.kind == kind);
    let mut given = of(Kind::Response).filter(|other| creates(standard, &other.operation)).flat_map(Table::members);
    let mut asked = of(Kind::Request).filter(|other| other.operation == table.operation).flat_map(Table::members);
    let writer = shown_from(standard, row);
    if row.semantics.unique {
        return Some("a row is told by it, so that all its other members are those of another");
    }
    if writer.is_none() && !given.any(|other| same(&other)) {
        return Some("no answer to the creation tells what it should be");
    }
    let filtered = |other: &Row| other.required() && other.semantics.filter == Some(Filter::Exact) && same(&other);
    let alike = writer.is_some_and(|writer| writer.codes().count() == 1) || asked.any(filtered);
    alike.then_some("all rows of a list have the same value")
}

fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    let mut values = Vec::new();
    place.each(answer, place.row(), &mut |field, object| values.extend(object.get(&field.name).cloned()));
    if values.len() < 2 {
        return;
    }
    values.rotate_left(1);
    let mut values = values.into_iter();
    place.each(answer, place.row(), &mut |field, object| {
        if let Some(value) = values.next() {
            object.insert(field.name.clone(), value);
        }
    });
}
