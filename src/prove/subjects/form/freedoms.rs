//! What people do otherwise in a form that conforms: other files, blanks, full width, boxes, cells left empty.

use super::specimen::{put, render};
use crate::standard::{Form, Standard, Table};
use crate::subject::form::{Blank, Entry, Filled, blank, read};

/// Names of the freedoms.
pub(super) const NAMES: &[&str] = &[
    "as-yaml",
    "as-json",
    "as-workbook",
    "blanks-around",
    "full-width",
    "lists-reversed",
    "optional-empty",
    "options-ticked",
    "prints-left",
    "words-denied",
    "unlisted-lists-empty",
];

/// Takes a freedom in all forms.
///
/// # Errors
/// When there is no such freedom, or what was written cannot be read again.
pub(super) fn take(standard: &Standard, name: &str, mut forms: Vec<Filled>) -> Result<Vec<Filled>, String> {
    let kind = match name {
        "as-yaml" => Some(Blank::Yaml),
        "as-json" => Some(Blank::Json),
        "as-workbook" | "options-ticked" => Some(Blank::Xlsx),
        _ => None,
    };
    for form in &mut forms {
        let Some(of) = standard.form(&form.form) else { continue };
        change(standard, of, name, form);
        if let Some(kind) = kind {
            *form = reread(standard, of, form, kind)?;
        }
    }
    NAMES.contains(&name).then_some(forms).ok_or_else(|| format!("no freedom `{name}`"))
}

fn reread(standard: &Standard, of: &Form, form: &Filled, kind: Blank) -> Result<Filled, String> {
    let ending = if kind == Blank::Json { "json" } else { "yaml" };
    let bytes = blank(standard, of, form, kind)?;
    read(&[standard], &format!("{}.{ending}", form.file), &bytes, None).map_err(|error| error.to_string())
}

fn change(standard: &Standard, of: &Form, name: &str, form: &mut Filled) {
    let tables: Vec<&Table> = of.tables(standard).map(|(_, table)| table).collect();
    for table in tables {
        let decides = |row: &str| {
            let whens = table.members().flat_map(|one| {
                [one.semantics.required_when.as_ref(), one.semantics.waived_when.as_ref()].into_iter().flatten()
            });
            whens.into_iter().any(|when| when.member == row)
        };
        let Some(section) = form.section_mut(&table.id) else { continue };
        if name == "lists-reversed" {
            section.entries.reverse();
        }
        if name == "unlisted-lists-empty" && section.repeats && table.members().all(|row| !row.required()) {
            section.entries.clear();
        }
        for entry in &mut section.entries {
            if name == "prints-left" {
                leave_printed(table, entry);
            }
            for row in table.members() {
                let Some(cell) = entry.cells.get_mut(row.name()) else { continue };
                let semantics = &row.semantics;
                match name {
                    "blanks-around" => cell.text = format!("  {}\u{3000}", cell.text),
                    "full-width" if semantics.format.is_some() || semantics.starts.is_some() => {
                        cell.text = cell.text.chars().map(full_width).collect();
                    }
                    "options-ticked" if !semantics.one_word_of.is_empty() => cell.text = boxes(row, &cell.text),
                    "words-denied" if !semantics.one_word_of.is_empty() => {
                        let other = semantics.one_word_of.iter().find(|word| **word != cell.text);
                        let no = standard.form_words.negations.first();
                        if let Some((no, other)) = no.zip(other) {
                            cell.text = format!("{no}{other}（{}）", cell.text);
                        }
                    }
                    "options-ticked" if row.has_codes() => cell.text = ticked(row, &cell.text),
                    "optional-empty"
                        if !row.required() && semantics.required_when.is_none() && !decides(row.name()) =>
                    {
                        cell.text.clear();
                    }
                    _ => {}
                }
            }
            entry.cells.retain(|_, cell| !cell.text.is_empty());
        }
    }
    if name == "full-width" {
        render(standard, form);
    }
}

/// Leaves what is printed in the cells of the office.
fn leave_printed(table: &Table, entry: &mut Entry) {
    for row in table.members().filter(|row| row.semantics.office_use) {
        if let Some(printed) = row.semantics.printed.first() {
            put(entry, row, printed.clone());
        }
    }
}

/// The words as boxes, that of the cell ticked.
fn boxes(row: &crate::standard::Row, own: &str) -> String {
    let mark = |word: &String| if word == own { '☑' } else { '□' };
    row.semantics.one_word_of.iter().map(|word| format!("{}{word} ", mark(word))).collect()
}

fn full_width(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// The options as a printed form has them, the one that is chosen ticked.
fn ticked(row: &crate::standard::Row, chosen: &str) -> String {
    let mut text = String::new();
    let mut open = String::new();
    for (code, _) in row.codes() {
        let mark = if code == chosen { '☑' } else { '□' };
        match code.split_once(": ") {
            None => text.push_str(&format!("{mark}{code} ")),
            Some((group, option)) => {
                if open != group {
                    let all = if chosen.starts_with(group) { '☑' } else { '□' };
                    text.push_str(&format!("{all}{group}： "));
                    group.clone_into(&mut open);
                }
                text.push_str(&format!("{mark}{option} "));
            }
        }
    }
    text
}
