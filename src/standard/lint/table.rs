//! One table file: notations, ordinals, names that must be known or differ.

use serde_saphyr::Spanned;

use super::super::cells::{Length, ValueType};
use super::super::load::SourceFile;
use super::super::model::{Row, Table};
use super::super::semantics::FORMAT_NAMES;
use super::places::{Report, RowPlaces, TablePlaces};
use crate::yaml::Problem;

/// Problems that one table file shows by itself.
pub(in crate::standard) fn table(table: &Table, file: &SourceFile) -> Vec<Problem> {
    let mut report = Report::new(file);
    for (index, row) in table.rows.iter().enumerate() {
        cells(row, &mut report);
        structure(row, &mut report);
        if row.ordinal.value as usize != index + 1 {
            let (found, wanted) = (row.ordinal.value, index + 1);
            let message = format!("ordinal {found} where {wanted} was expected: ordinals give requirements their ids");
            report.add(&row.ordinal, message);
        }
    }
    if let Some(places) = report.places::<TablePlaces>() {
        names(table, &places, &mut report);
    }
    report.problems
}

fn cells(row: &Row, report: &mut Report<'_>) {
    let read = row.read.as_ref();
    for cell in [Some(&row.printed_type), read.and_then(|read| read.value_type.as_ref())].into_iter().flatten() {
        if let Err(message) = cell.value.parse::<ValueType>() {
            report.add(cell, message);
        }
    }
    for cell in [Some(&row.printed_length), read.and_then(|read| read.length.as_ref())].into_iter().flatten() {
        if let Err(message) = cell.value.parse::<Length>() {
            report.add(cell, message);
        }
    }
    if !matches!(row.printed_required.value.as_str(), "是" | "否") {
        let message = format!("unknown flag `{}`: expected 是 or 否", row.printed_required.value);
        report.add(&row.printed_required, message);
    }
}

/// Objects have members and nothing that only a text can have; texts and numbers have no members.
fn structure(row: &Row, report: &mut Report<'_>) {
    let structured = row.value_type().is_structured();
    if let Some(members) = row.members.as_ref().filter(|_| !structured) {
        let message = format!("members on `{}`, which is no object: expected type Object or Object[]", row.name());
        report.add(members, message);
    }
    if !structured {
        return;
    }
    let cell: &Spanned<String> =
        row.read.as_ref().and_then(|read| read.value_type.as_ref()).unwrap_or(&row.printed_type);
    let extras = [
        (row.has_codes(), "codes"),
        (row.length().max.is_some(), "a length"),
        (row.semantics.format.is_some(), "a format"),
    ];
    for (_, extra) in extras.iter().filter(|(present, _)| *present) {
        report.add(cell, format!("`{}` is an object with {extra}: expected this on a text or number only", row.name()));
    }
}

fn names(table: &Table, places: &TablePlaces, report: &mut Report<'_>) {
    let as_read = |row: &RowPlaces| row.read.name.clone().unwrap_or_else(|| row.name.clone());
    let members: Vec<_> = places.rows.iter().map(as_read).collect();
    report.must_differ(&members, "member");
    for row in &places.rows {
        if let Some(format) = &row.semantics.format {
            report.must_exist(format, "format", FORMAT_NAMES, &FORMAT_NAMES.join(", "));
        }
        for when in [&row.semantics.format_when, &row.semantics.required_when].into_iter().flatten() {
            let siblings = members.iter().map(|name| name.value.as_str());
            report.must_exist(&when.member, "member", siblings, &format!("the name of another row of {}", table.id));
        }
    }
}
