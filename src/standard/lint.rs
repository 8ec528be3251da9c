//! What must hold inside one standard's files beyond their syntax.

use super::cells::{Length, ValueType};
use super::load::SourceFile;
use super::model::{Standard, Table};
use crate::yaml::{self, Problem};

/// Problems of one table file: unknown notations, ordinals missing or doubled.
pub(super) fn table(table: &Table, file: &SourceFile) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |at: &_, message: String| problems.push(*yaml::problem_at(&file.shown, &file.text, at, message));
    for row in &table.rows {
        let read = row.read.as_ref();
        for cell in [Some(&row.printed_type), read.and_then(|read| read.value_type.as_ref())].into_iter().flatten() {
            if let Err(message) = cell.value.parse::<ValueType>() {
                add(cell, message);
            }
        }
        for cell in [Some(&row.printed_length), read.and_then(|read| read.length.as_ref())].into_iter().flatten() {
            if let Err(message) = cell.value.parse::<Length>() {
                add(cell, message);
            }
        }
        if !matches!(row.printed_required.value.as_str(), "是" | "否") {
            add(&row.printed_required, format!("unknown flag `{}`: expected 是 or 否", row.printed_required.value));
        }
    }
    for (index, row) in table.rows.iter().enumerate() {
        if row.ordinal.value as usize != index + 1 {
            let message = format!(
                "ordinal {} where {} was expected: ordinals give requirements their ids",
                row.ordinal.value,
                index + 1
            );
            problems.push(*yaml::problem_at(&file.shown, &file.text, &row.ordinal, message));
        }
    }
    problems
}

/// Problems between the files of one standard: references that lead nowhere.
pub(super) fn standard(standard: &Standard, file: &SourceFile, files: &[SourceFile]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for table in &standard.tables {
        let Some(source) = files.iter().find(|file| file.path == table.file) else { continue };
        for members in table.rows.iter().filter_map(|row| row.members.as_ref()) {
            if standard.table(&members.value).is_none() {
                let message = format!("no table `{}`: expected the id of a file in tables/", members.value);
                problems.push(*yaml::problem_at(&source.shown, &source.text, members, message));
            }
        }
    }
    let here = |message: String| *yaml::problem(&file.shown, &file.text, None, message, None);
    for operation in &standard.operations {
        for id in [&operation.request, &operation.response] {
            if standard.table(id).is_none() {
                problems.push(here(format!("operation {}: no table `{id}`", operation.name)));
            }
        }
        let wire = &operation.requirements;
        for id in [&wire.method, &wire.path, &wire.input, &wire.output] {
            if standard.clause(id).is_none() {
                problems.push(here(format!("operation {}: no clause `{id}` under clauses", operation.name)));
            }
        }
    }
    problems
}
