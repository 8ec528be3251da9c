//! Writes a form, empty or filled in, as YAML, JSON or a workbook.

use std::fmt::Write;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use serde_json::{Map, Value, json};

use super::filled::{Entry, Filled, Section};
use super::read::FORM_KEY;
use crate::standard::{Form, FormPart, Row, Standard, Table};

/// Rows that an empty list has in a workbook.
const LIST_ROWS: u32 = 8;
/// Characters of the longest name of a sheet.
const SHEET_NAME_MAX: usize = 31;

/// What a form is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Blank {
    /// YAML, with what is asked in comments.
    Yaml,
    /// JSON.
    Json,
    /// A workbook.
    Xlsx,
}

/// Writes a form with what is filled in; [`Filled::empty`] gives an empty one.
///
/// # Errors
/// When a workbook cannot be made; in words.
pub fn blank(standard: &Standard, form: &Form, filled: &Filled, kind: Blank) -> Result<Vec<u8>, String> {
    match kind {
        Blank::Yaml => Ok(yaml(standard, form, filled).into_bytes()),
        Blank::Json => Ok(format!("{:#}\n", tree(standard, form, filled)).into_bytes()),
        Blank::Xlsx => workbook(standard, form, filled).map_err(|error| error.to_string()),
    }
}

/// The entries of a table; an empty list has one that shows its labels.
fn entries(filled: &Filled, table: &Table) -> Vec<Entry> {
    let entries = filled.section(&table.id).map(|section: &Section| section.entries.clone()).unwrap_or_default();
    if entries.is_empty() { vec![Entry::default()] } else { entries }
}

fn text<'e>(entry: &'e Entry, row: &Row) -> &'e str {
    entry.cells.get(row.name()).map_or("", |cell| cell.text.as_str())
}

fn yaml(standard: &Standard, form: &Form, filled: &Filled) -> String {
    let mut text = format!("# {}\n{FORM_KEY}: {}\n", form.title.zh, form.name);
    for (part, table) in form.tables(standard) {
        let _ = writeln!(text, "\n{}:", table.caption);
        for entry in entries(filled, table) {
            yaml_entry(&mut text, part, table, &entry);
        }
    }
    text
}

fn yaml_entry(out: &mut String, part: &FormPart, table: &Table, entry: &Entry) {
    let mut open = "";
    for (at, row) in table.members().enumerate() {
        let (group, label) = row.grouped_label();
        let group = group.unwrap_or_default();
        if group != open && !group.is_empty() {
            let _ = writeln!(out, "  {group}:");
        }
        open = group;
        let indent = match (part.repeats, group.is_empty()) {
            (true, _) if at == 0 => "  - ",
            (false, true) => "  ",
            _ => "    ",
        };
        let value = text(entry, row);
        let value = if value.is_empty() { String::new() } else { format!(" {}", json!(value)) };
        let remark = remark(row);
        let remark = if remark.is_empty() { remark } else { format!("  # {remark}") };
        let _ = writeln!(out, "{indent}{label}:{value}{remark}");
    }
}

/// What is asked of a cell, in short.
pub(super) fn remark(row: &Row) -> String {
    let mut asked: Vec<String> = Vec::new();
    if row.required() {
        asked.push("必填".to_owned());
    }
    let codes: Vec<&str> = row.codes().map(|(code, _)| code.as_str()).collect();
    asked.extend((!codes.is_empty()).then(|| codes.join(" | ")));
    asked.extend((!row.note.is_empty()).then(|| row.note.clone()));
    asked.join("；")
}

fn tree(standard: &Standard, form: &Form, filled: &Filled) -> Value {
    let mut whole = Map::from_iter([(FORM_KEY.to_owned(), json!(form.name))]);
    for (part, table) in form.tables(standard) {
        let entry = |entry: Entry| {
            let mut cells = Map::new();
            for row in table.members() {
                let value = json!(text(&entry, row));
                match row.grouped_label() {
                    (None, label) => drop(cells.insert(label.to_owned(), value)),
                    (Some(group), label) => {
                        let inner = cells.entry(group).or_insert_with(|| json!({}));
                        if let Value::Object(inner) = inner {
                            inner.insert(label.to_owned(), value);
                        }
                    }
                }
            }
            Value::Object(cells)
        };
        let mut entries: Vec<Value> = entries(filled, table).into_iter().map(entry).collect();
        let value = if part.repeats { Value::Array(entries) } else { entries.pop().unwrap_or_default() };
        whole.insert(table.caption.clone(), value);
    }
    Value::Object(whole)
}

fn workbook(standard: &Standard, form: &Form, filled: &Filled) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Names of the sheets, with the first row that is free.
    let mut sheets: Vec<(String, u32)> = Vec::new();
    for (part, table) in form.tables(standard) {
        let name = sheet_name(part.sheet.as_deref().unwrap_or(&form.title.zh));
        let known = sheets.iter().position(|(known, _)| *known == name);
        let at = known.unwrap_or(sheets.len());
        let sheet = match known {
            Some(at) => book.worksheet_from_index(at)?,
            None => {
                sheets.push((name.clone(), 2));
                let sheet = book.add_worksheet().set_name(&name)?;
                for (column, width) in [(0, 18.0), (1, 30.0), (2, 42.0), (3, 42.0), (4, 24.0)] {
                    sheet.set_column_width(column, width)?;
                }
                let title = Format::new().set_bold().set_align(FormatAlign::Center);
                sheet.merge_range(0, 0, 0, 3, &form.title.zh, &title)?;
                sheet
            }
        };
        let Some((_, free)) = sheets.get_mut(at) else { continue };
        *free = section(sheet, *free, (part, table), &entries(filled, table))? + 2;
    }
    book.save_to_buffer()
}

/// Without the characters that no name of a sheet may have.
fn sheet_name(title: &str) -> String {
    let allowed = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    title.chars().filter(allowed).take(SHEET_NAME_MAX).collect()
}

/// Writes a table from a row on, and says the last row of it.
fn section(
    sheet: &mut Worksheet,
    top: u32,
    (part, table): (&FormPart, &Table),
    entries: &[Entry],
) -> Result<u32, XlsxError> {
    let caption = Format::new().set_bold();
    sheet.write_with_format(top, 0, &table.caption, &caption)?;
    if part.repeats { list(sheet, top + 1, table, entries) } else { single(sheet, top + 1, table, entries) }
}

fn starred(row: &Row, label: &str) -> String {
    if row.required() { format!("*{label}") } else { label.to_owned() }
}

fn list(sheet: &mut Worksheet, top: u32, table: &Table, entries: &[Entry]) -> Result<u32, XlsxError> {
    let border = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    let count = u32::try_from(entries.len()).unwrap_or(0);
    for (column, row) in (0..).zip(table.members()) {
        sheet.write_with_format(top, column, starred(row, row.name()), &border)?;
        for (line, entry) in (top + 1..).zip(entries) {
            sheet.write_with_format(line, column, text(entry, row), &border)?;
        }
        for line in top + 1 + count..=top + LIST_ROWS {
            sheet.write_blank(line, column, &border)?;
        }
    }
    Ok(top + count.max(LIST_ROWS))
}

fn single(sheet: &mut Worksheet, top: u32, table: &Table, entries: &[Entry]) -> Result<u32, XlsxError> {
    let border = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
    let nothing = Entry::default();
    let entry = entries.first().unwrap_or(&nothing);
    let rows: Vec<(u32, &Row)> = (top..).zip(table.members()).collect();
    for (line, row) in &rows {
        let (group, label) = row.grouped_label();
        let label = starred(row, label);
        match group {
            None => drop(sheet.merge_range(*line, 0, *line, 1, &label, &border)?),
            Some(_) => drop(sheet.write_with_format(*line, 1, label, &border)?),
        }
        sheet.write_with_format(*line, 2, text(entry, row), &border)?;
        sheet.write_with_format(*line, 3, remark(row), &border)?;
    }
    for (line, group, last) in groups(&rows) {
        if line == last {
            sheet.write_with_format(line, 0, group, &border)?;
        } else {
            sheet.merge_range(line, 0, last, 0, group, &border)?;
        }
    }
    Ok(rows.last().map_or(top, |(line, _)| *line))
}

/// The groups of labels that stand together: first row, name, last row.
fn groups<'r>(rows: &[(u32, &'r Row)]) -> Vec<(u32, &'r str, u32)> {
    let mut groups: Vec<(u32, &str, u32)> = Vec::new();
    for (line, row) in rows {
        let Some(group) = row.grouped_label().0 else { continue };
        match groups.last_mut() {
            Some((_, last, end)) if *last == group && *end + 1 == *line => *end = *line,
            _ => groups.push((*line, group, *line)),
        }
    }
    groups
}
