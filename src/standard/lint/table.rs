//! One table file: notations, ordinals, names that must be known or differ.

use serde_saphyr::{Location, Spanned};

use super::super::cells::{Length, ValueType, is_of_database};
use super::super::semantics::FORMAT_NAMES;
use super::super::source::SourceFile;
use super::super::table::{Ids, Kind, ReadCell, Row, Table};
use super::places::{Report, RowPlaces, SemanticsPlaces, TablePlaces};
use crate::yaml::Problem;

/// Problems that one table file shows by itself.
pub(in crate::standard) fn table(table: &Table, file: &SourceFile) -> Vec<Problem> {
    let mut report = Report::new(file);
    for (index, row) in table.rows.iter().enumerate() {
        cells(table, row, &mut report);
        structure(row, &mut report);
        number(table, row, index + 1, &mut report);
    }
    gaps(table, &mut report);
    nameless(table, &mut report);
    if let Some(places) = report.places::<TablePlaces>() {
        kind(table, &places, &mut report);
        names(table, &places, &mut report);
        database(table, &places, &mut report);
    }
    report.problems
}

/// Whether each row has the ordinal of its place, where ordinals are the ids.
pub(in crate::standard) fn is_numbered(table: &Table) -> bool {
    let counted =
        |(index, row): (usize, &Row)| row.ordinal.as_ref().is_none_or(|ordinal| ordinal.value as usize == index + 1);
    table.ids != Ids::Ordinal || table.rows.iter().enumerate().all(counted)
}

/// Ordinals count the rows; they may be left out only where names are the ids.
fn number(table: &Table, row: &Row, wanted: usize, report: &mut Report<'_>) {
    match &row.ordinal {
        Some(ordinal) if ordinal.value as usize != wanted => {
            let found = ordinal.value;
            let message = format!("ordinal {found} where {wanted} was expected: ordinals give requirements their ids");
            report.add(ordinal, message);
        }
        None if table.ids == Ids::Ordinal => {
            let message =
                format!("no `ordinal` on `{}`: expected {wanted}, or `ids: name` in the table", row.name.value);
            report.add(&row.name, message);
        }
        _ => {}
    }
}

/// A cell that one row states must be stated by all, empty where it is blank, unless a reading gives it: a cell that was
/// left out by mistake would read like a blank one.
fn gaps(table: &Table, report: &mut Report<'_>) {
    type Printed = fn(&Row) -> &Spanned<String>;
    type Read = fn(&ReadCell) -> Option<&Spanned<String>>;
    let columns: [(&str, Printed, Read); 3] = [
        ("type", |row| &row.printed_type, |read| read.value_type.as_ref()),
        ("length", |row| &row.printed_length, |read| read.length.as_ref()),
        ("required", |row| &row.printed_required, |read| read.required.as_ref()),
    ];
    for (column, cell, read) in columns {
        if table.rows.iter().all(|row| cell(row).value.is_empty()) {
            continue;
        }
        let left_out = |row: &&Row| {
            let is_read = row.read.as_ref().and_then(read).is_some();
            row.part.is_none() && !is_read && cell(row).referenced == Location::UNKNOWN
        };
        for row in table.rows.iter().filter(left_out) {
            let message = format!("no `{column}` on `{}`: expected the cell, which other rows have", row.name.value);
            report.add(&row.name, message);
        }
    }
}

fn cells(table: &Table, row: &Row, report: &mut Report<'_>) {
    let read = row.read.as_ref();
    for cell in [Some(&row.printed_type), read.and_then(|read| read.value_type.as_ref())].into_iter().flatten() {
        if let Err(message) = cell.value.parse::<ValueType>() {
            report.add(cell, message);
        } else if is_of_database(&cell.value) && table.kind != Kind::Database {
            let message = format!("type notation `{}` in a table of messages: expected kind database", cell.value);
            report.add(cell, message);
        }
    }
    for cell in [Some(&row.printed_length), read.and_then(|read| read.length.as_ref())].into_iter().flatten() {
        if let Err(message) = cell.value.parse::<Length>() {
            report.add(cell, message);
        }
    }
    for cell in [Some(&row.printed_required), read.and_then(|read| read.required.as_ref())].into_iter().flatten() {
        if !matches!(cell.value.as_str(), "是" | "否" | "必填" | "非必填" | "-" | "") {
            report.add(cell, format!("unknown flag `{}`: expected 是, 否, 必填, 非必填 or -", cell.value));
        }
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
        (row.has_codes() || row.codes_from.is_some(), "codes"),
        (row.length().max.is_some(), "a length"),
        (row.semantics.format.is_some(), "a format"),
    ];
    for (_, extra) in extras.iter().filter(|(present, _)| *present) {
        report.add(cell, format!("`{}` is an object with {extra}: expected this on a text or number only", row.name()));
    }
}

/// What fits tables of one kind only.
fn kind(table: &Table, places: &TablePlaces, report: &mut Report<'_>) {
    match (&places.operation, table.kind.is_message()) {
        (None, true) => {
            report.add(&places.id, format!("no `operation` on {}: expected a name of standard.yaml", table.id))
        }
        (Some(operation), false) => {
            report.add(operation, "operation of a table that no message follows: expected none")
        }
        _ => {}
    }
    if let Some(codes_are) = places.codes_are.as_ref().filter(|_| table.kind != Kind::Codes) {
        report.add(codes_are, "`codes_are` in a table without codes: expected kind codes");
    }
    let told_by_kind = table.kind.is_message() || matches!(table.kind, Kind::Database | Kind::Form);
    if let Some(subject) = places.subject.as_ref().filter(|_| told_by_kind) {
        report.add(subject, "`subject` of a table whose kind says it: expected it with kind codes or mapping");
    }
    for (row, place) in table.rows.iter().zip(&places.rows) {
        let Some(part) = &place.part else { continue };
        if !table.kind.is_message() {
            report.add(part, "`part` outside a message: expected kind request or response");
        } else if table.disposition(row).is_none() {
            report.add(part, format!("row `{}` without a disposition: no message shows it", row.name.value));
        }
    }
}

/// What a table of a database says beyond its columns names columns of its own, and expressions that can be read.
fn database(table: &Table, places: &TablePlaces, report: &mut Report<'_>) {
    let names: Vec<&str> = table.rows.iter().map(|row| row.name.value.as_str()).collect();
    match (&table.database, table.kind) {
        (Some(database), Kind::Database) => {
            for column in database.columns() {
                report.must_exist(column, "column", names.iter().copied(), "the name of a row of this table");
            }
        }
        (Some(database), _) => {
            report.add(&database.key, "`database` in a table of another kind: expected kind database")
        }
        (None, Kind::Database) if table.rows.iter().any(|row| table.disposition(row).is_none()) => {
            report.add(&places.id, format!("no `database` in {}: expected its name, key and time", table.id));
        }
        _ => {}
    }
    for (row, place) in table.rows.iter().zip(&places.rows) {
        for pattern in [&place.semantics.pattern, &place.semantics.known].into_iter().flatten() {
            if let Err(error) = regex::Regex::new(&pattern.value) {
                let message = format!("an expression that cannot be read: expected a regular expression; {error}");
                report.add(pattern, message);
            }
        }
        let Some(rule) = &row.semantics.check_digit else { continue };
        let unknown = rule.formats.values().find(|format| !FORMAT_NAMES.contains(&format.as_str()));
        if !names.contains(&rule.by.as_str()) {
            report.add(&row.name, format!("no column `{}`: expected the name of another row of this table", rule.by));
        } else if let Some(format) = unknown {
            report.add(&row.name, format!("no format `{format}`: expected {}", FORMAT_NAMES.join(", ")));
        }
    }
}

/// A row of a message without a name is one of a damaged text, and says how sure the text is of the rest of it: a name that
/// was forgotten would make a row untested without a word.
fn nameless(table: &Table, report: &mut Report<'_>) {
    let rows = table.rows.iter().filter(|row| table.kind.is_message() && row.part.is_none());
    for row in rows.filter(|row| !row.is_named() && row.stated_certainty.is_none()) {
        report.add(&row.name, "a row without a name: expected `certainty` beside it, or the name");
    }
}

fn names(table: &Table, places: &TablePlaces, report: &mut Report<'_>) {
    let as_read = |row: &RowPlaces| row.read.name.clone().unwrap_or_else(|| row.name.clone());
    let with_values = places.rows.iter().filter(|row| row.part.is_none() && table.kind != Kind::Mapping);
    let members: Vec<_> = with_values.map(as_read).filter(|name| !name.value.is_empty()).collect();
    report.must_differ(&members, if table.kind == Kind::Codes { "code" } else { "member" });
    if table.ids == Ids::Name {
        let printed: Vec<_> = places.rows.iter().filter(|row| row.read.name.is_some()).map(|row| &row.name).collect();
        report.must_differ(printed, "name");
        for row in places.rows.iter().filter(|row| !may_be_id(&row.name.value)) {
            report.add(
                &row.name,
                format!("`{}` cannot be part of an id: expected visible ASCII characters", row.name.value),
            );
        }
    }
    for (row, place) in table.rows.iter().zip(&places.rows) {
        semantics(row, &place.semantics, report);
        for when in [&place.semantics.format_when, &place.semantics.required_when, &place.semantics.waived_when]
            .into_iter()
            .flatten()
        {
            let siblings = members.iter().map(|name| name.value.as_str());
            report.must_exist(&when.member, "member", siblings, &format!("the name of another row of {}", table.id));
        }
    }
}

fn semantics(row: &Row, places: &SemanticsPlaces, report: &mut Report<'_>) {
    if let Some(format) = &places.format {
        report.must_exist(format, "format", FORMAT_NAMES, &FORMAT_NAMES.join(", "));
    }
    let lists_texts = (row.has_codes() || row.codes_from.is_some()) && row.value_type() == ValueType::String;
    if let Some(flag) = places.case_insensitive.as_ref().filter(|flag| flag.value && !lists_texts) {
        report.add(flag, format!("`case_insensitive` on `{}`: expected it on a String with codes only", row.name()));
    }
    if let Some(codes_from) = row.codes_from.as_ref().filter(|_| !row.printed_codes.0.is_empty()) {
        report.add(codes_from, format!("`codes_from` beside `codes` on `{}`: expected one of them", row.name()));
    }
}

fn may_be_id(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_graphic() && c != '#')
}
