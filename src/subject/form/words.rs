//! What a cell says before it is judged: ticked boxes, remarks that were printed there, words that say nothing.

use super::filled::{Cell, Entry, Filled};
use super::text::{chosen, folded, has_boxes};
use crate::standard::{Row, Standard, Table};

/// The form as it is judged: cells that say nothing are empty, and of boxes those stand there that are ticked.
pub(super) fn settled(standard: &Standard, form: &Filled) -> Filled {
    let mut form = form.clone();
    for section in &mut form.sections {
        let Some(table) = standard.table(&section.table) else { continue };
        for entry in &mut section.entries {
            table.members().for_each(|row| settle(standard, table, row, entry));
        }
        section.entries.retain(|entry| !section.repeats || !entry.is_empty());
    }
    form
}

fn settle(standard: &Standard, table: &Table, row: &Row, entry: &mut Entry) {
    let Some(cell) = entry.cells.get(row.name()) else { return };
    let text = match ticked(table, row, &cell.text) {
        _ if says_nothing(standard, row, &cell.text) || is_printed(row, &cell.text) => None,
        ticked => ticked,
    };
    match text {
        Some(text) if text == cell.text => {}
        Some(text) => {
            let at = cell.at.clone();
            entry.cells.insert(row.name().to_owned(), Cell { text, at });
        }
        None => {
            let vacant = entry.cells.remove(row.name());
            entry.empty.extend(vacant.map(|cell| (row.name().to_owned(), cell)));
        }
    }
}

/// The text of a cell with what is ticked in it alone; none where no box is. Of a list of codes the groups are told by the
/// boxes, so that they stay.
fn ticked(table: &Table, row: &Row, text: &str) -> Option<String> {
    if !row.has_options(table) || !row.has_codes() && !has_boxes(text) {
        return Some(text.to_owned());
    }
    let chosen = chosen(text);
    (!chosen.is_empty()).then(|| if row.has_codes() { text.to_owned() } else { chosen.join("、") })
}

fn says_nothing(standard: &Standard, row: &Row, text: &str) -> bool {
    let said = bare(text);
    !row.semantics.none_answers && standard.form_words.nothing.iter().any(|word| bare(word) == said)
}

/// Whether a text is what is printed in the cell of a row.
pub(super) fn is_printed(row: &Row, text: &str) -> bool {
    let said = bare(text);
    !said.is_empty() && row.semantics.printed.iter().any(|printed| bare(printed) == said)
}

/// Letters and digits alone: quotation marks and blanks are typed in many ways.
pub(super) fn bare(text: &str) -> String {
    folded(text).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a text names a word, and not its contrary.
pub(super) fn names(standard: &Standard, text: &str, word: &str) -> bool {
    let denied = |before: &str| {
        let before = before.trim_end();
        standard.form_words.negations.iter().any(|no| before.ends_with(no.as_str()))
    };
    text.match_indices(word).any(|(at, _)| text.get(..at).is_none_or(|before| !denied(before)))
}
