//! Finds the cells of a form in a workbook: what is filled in stands beside its label or below it, entries of a list below
//! a row of labels.

use std::collections::{BTreeMap, BTreeSet};

use super::filled::{Cell, Entry, Filled, FormError, Unusable};
use super::labels::{Known, Labels, key};
use super::read::{best, unrecognised};
use super::text::is_blank;
use super::workbook::{Sheet, Spot};
use crate::standard::{Form, Row, Standard, Table};

/// Characters of the longest text that could be a label; what is longer is an instruction.
const LABEL_MAX: usize = 24;

/// The form that most labels of a workbook name.
pub(super) fn recognise<'s>(
    forms: &[(&'s Standard, &'s Form)],
    file: &str,
    sheets: &[Sheet],
) -> Result<(&'s Standard, &'s Form), FormError> {
    let count = |(standard, form): &(&Standard, &Form)| {
        let labels = Labels::of(standard, form);
        let texts = sheets.iter().flat_map(|sheet| sheet.cells.values());
        let named: BTreeSet<String> =
            texts.flat_map(|text| labels.named(text)).map(|known| known.table.local_id(known.row)).collect();
        named.len()
    };
    best(forms, &count).ok_or_else(|| unrecognised(forms, file))
}

/// Reads a form off the cells of a workbook.
pub(super) fn fill(standard: &Standard, form: &Form, file: &str, sheets: &[Sheet]) -> Result<Filled, FormError> {
    let mut filled = Filled::empty(standard, form, file);
    let labels = Labels::of(standard, form);
    for sheet in sheets {
        let mut scan = Scan { labels: &labels, file, sheet, used: BTreeSet::new() };
        scan.lists(&mut filled);
        scan.cells(&mut filled)?;
        scan.rest()?;
    }
    Ok(filled)
}

/// Takes a cell into an entry, as what it is; whether the entry had one already.
fn take(entry: &mut Entry, row: &Row, sheet: &Sheet, spot: Spot) -> bool {
    let (name, text, at) = (row.name().to_owned(), sheet.text(spot), sheet.place(spot));
    let had = entry.cells.contains_key(&name) || entry.unusable.contains_key(&name);
    if let Some(why) = sheet.no_value(spot) {
        entry.unusable.insert(name, Unusable { why: why.clone(), at });
        return had;
    }
    if is_blank(text) {
        entry.empty.insert(name, at);
        return false;
    }
    entry.cells.insert(name, Cell { text: text.to_owned(), at });
    had
}

struct Scan<'a> {
    labels: &'a Labels<'a>,
    file: &'a str,
    sheet: &'a Sheet,
    /// Cells that are labels, values or headings.
    used: BTreeSet<Spot>,
}

impl<'a> Scan<'a> {
    /// Reads every list of entries of the sheet.
    fn lists(&mut self, filled: &mut Filled) {
        let rows: BTreeSet<u32> = self.sheet.cells.keys().map(|(row, _)| *row).collect();
        for row in rows {
            if let Some((table, columns)) = self.heads(row) {
                let entries = self.entries(row, &columns);
                if let Some(section) = filled.section_mut(&table) {
                    section.entries.extend(entries);
                }
            }
        }
    }

    /// The list whose labels stand in a row, with the column of each: the one that most of them name.
    fn heads(&self, row: u32) -> Option<(String, BTreeMap<u32, &'a Row>)> {
        let mut tables: BTreeMap<&str, BTreeMap<u32, &'a Row>> = BTreeMap::new();
        for ((_, column), text) in self.sheet.cells.range((row, 0)..=(row, u32::MAX)) {
            for known in self.labels.named(text).into_iter().filter(|known| known.repeats) {
                tables.entry(&known.table.id).or_default().insert(*column, known.row);
            }
        }
        let (table, columns) = tables.into_iter().max_by_key(|(_, columns)| columns.len())?;
        (columns.len() > 1).then(|| (table.to_owned(), columns))
    }

    fn entries(&mut self, head: u32, columns: &BTreeMap<u32, &'a Row>) -> Vec<Entry> {
        let mut entries = Vec::new();
        let below = columns.keys().map(|column| self.sheet.region((head, *column)).1.0).max().unwrap_or(head);
        self.used.extend(columns.keys().map(|column| (head, *column)));
        for row in self.sheet.rows_below(below) {
            if self.ends_list(row, columns) {
                break;
            }
            let mut entry = Entry::default();
            for (column, label) in columns {
                let at = self.sheet.region((row, *column)).0;
                self.used.insert(at);
                take(&mut entry, label, self.sheet, (row, *column));
            }
            if !entry.is_empty() {
                entries.push(entry);
            }
        }
        entries
    }

    /// Whether a row stands below a list: a heading, other labels, or an instruction across several columns.
    fn ends_list(&self, row: u32, columns: &BTreeMap<u32, &Row>) -> bool {
        let spots = self.sheet.cells.range((row, 0)..=(row, u32::MAX));
        spots.into_iter().any(|(at, text)| {
            let (from, to) = self.sheet.region(*at);
            let wide = columns.keys().filter(|column| (from.1..=to.1).contains(column)).count() > 1;
            let alone = self.sheet.cells.range((row, 0)..=(row, u32::MAX)).count() == 1;
            let instruction =
                alone && text.contains(['：', ':']) && !text.contains("://") || text.starts_with("填写说明");
            wide || instruction || self.labels.is_heading(text) || self.heads(row).is_some()
        })
    }

    /// Reads every single cell of the sheet.
    fn cells(&mut self, filled: &mut Filled) -> Result<(), FormError> {
        let sheet = self.sheet;
        for (at, text) in &sheet.cells {
            let named: Vec<&Known<'_>> = self.labels.named(text).into_iter().filter(|known| !known.repeats).collect();
            if named.is_empty() || self.used.contains(at) {
                continue;
            }
            let (table, row) = self.which(*at, text, &named)?;
            self.used.insert(*at);
            let spot = self.value(*at);
            let Some(entry) = filled.section_mut(&table.id).and_then(|section| section.entries.first_mut()) else {
                continue;
            };
            let Some(spot) = spot else { continue };
            self.used.insert(sheet.region(spot).0);
            if take(entry, row, sheet, spot) {
                let message = format!("`{}` stands twice: expected each label once", row.name());
                return Err(FormError::new(self.file, sheet.place(*at), message));
            }
        }
        Ok(())
    }

    /// Which row a label names: the group beside it or above says so, where several have it.
    fn which(&self, at: Spot, text: &str, named: &[&Known<'a>]) -> Result<(&'a Table, &'a Row), FormError> {
        let grouped = |group: &str| named.iter().find(|known| known.group == group);
        // A group is merged over its labels: its own cell stands in the first row of them, before or beside.
        let before = self.sheet.cells.range(..at).rev().filter(|((_, column), _)| *column <= at.1);
        let group = before.map(|(_, text)| key(text)).find(|text| grouped(text).is_some());
        let known = match (named, &group) {
            ([only], _) => Some(only),
            (_, Some(group)) => grouped(group),
            (_, None) => grouped(""),
        };
        known.map(|known| (known.table, known.row)).ok_or_else(|| {
            let groups: Vec<&str> = named.iter().map(|known| known.row.name()).collect();
            let message = format!("`{text}` stands in no group: expected it in one of {}", groups.join(", "));
            FormError::new(self.file, self.sheet.place(at), message)
        })
    }

    /// Where the value of a label stands: beside it, or below where beside it stands another label.
    fn value(&self, at: Spot) -> Option<Spot> {
        let (from, to) = self.sheet.region(at);
        let (beside, below) = ((from.0, to.1 + 1), (to.0 + 1, from.1));
        let right = self.sheet.text(beside);
        let is_label =
            |text: &str| !text.is_empty() && (!self.labels.named(text).is_empty() || self.labels.is_heading(text));
        let before = from.1.checked_sub(1).map_or("", |column| self.sheet.text((from.0, column)));
        let in_row_of_labels = is_label(right)
            || right.is_empty() && (!self.labels.named(before).is_empty() || to.1 == self.sheet.last_column());
        if !in_row_of_labels {
            return Some(beside);
        }
        let free = !self.sheet.text(below).is_empty() && !is_label(self.sheet.text(below));
        free.then_some(below).or((!is_label(right)).then_some(beside))
    }

    /// What is left must be no label that is misspelt.
    fn rest(&self) -> Result<(), FormError> {
        let is_left = |at: &Spot| {
            let text = self.sheet.cells.get(at).map_or("", String::as_str);
            !text.is_empty() && !self.used.contains(at) && !self.labels.is_heading(text) && !is_blank(text)
        };
        for (at, text) in self.sheet.cells.iter().filter(|(at, _)| is_left(at)) {
            let short = text.chars().count() <= LABEL_MAX;
            let numbered = key(text) == "序号" || text.parse::<f64>().is_ok();
            let near = self.labels.nearest(text);
            let pair = is_left(&(at.0, self.sheet.region(*at).1.1 + 1));
            let starred = text.starts_with(['*', '＊', '★']);
            if short && !numbered && (starred || near.is_some() || pair) {
                let message = format!("no label `{text}` in this form");
                return Err(FormError::new(self.file, self.sheet.place(*at), message).helping(near));
            }
        }
        Ok(())
    }
}
