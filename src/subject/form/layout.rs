//! Finds the cells of a form in a workbook: what is filled in stands beside its label or below it, entries of a list below
//! a row of labels.

use std::collections::{BTreeMap, BTreeSet};

use super::filled::{Cell, Entry, Filled, FormError, Unusable};
use super::labels::{Known, Labels, key};
use super::read::{best, unrecognised};
use super::text::{folded, is_blank, several};
use super::values::{Values, asides};
use super::words::bare;
use super::workbook::{Sheet, Spot};
use crate::schema as formats;
use crate::standard::{Asks, Form, Row, Standard, Table};

/// Characters of the longest text that could be a label; what is longer is an instruction.
const LABEL_MAX: usize = 24;
/// Characters of the longest number of a row.
const NUMBERING_MAX: usize = 4;
/// Cells that were not read, as far as each is named.
const UNREAD_SHOWN: usize = 8;

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
    // Where no sheet has a label of the form, they may all be misspelt.
    let all = !sheets.iter().any(|sheet| has_labels(&labels, sheet));
    for sheet in sheets.iter().filter(|sheet| !sheet.cells.is_empty()) {
        if let Some(note) = left_aside(standard, form, &labels, sheet).filter(|_| !all) {
            filled.notes.push(note);
            continue;
        }
        let (asides, twice) = (&standard.form_words.asides, apart(standard, form));
        let mut scan = Scan { labels: &labels, file, sheet, used: BTreeSet::new(), asides, twice };
        scan.lists(&mut filled);
        scan.cells(&mut filled)?;
        filled.notes.extend(scan.rest()?);
    }
    Ok(filled)
}

fn has_labels(labels: &Labels<'_>, sheet: &Sheet) -> bool {
    sheet.cells.values().any(|text| !labels.named(text).is_empty())
}

/// Why a sheet is no part of the form, if it is none: it says so by its name, or has none of the labels.
fn left_aside(standard: &Standard, form: &Form, labels: &Labels<'_>, sheet: &Sheet) -> Option<String> {
    let other = form.other_sheets.iter().any(|other| key(&sheet.name).contains(&key(other)));
    if !other && has_labels(labels, sheet) {
        return None;
    }
    let is_of = |one: &&Form| one.name != form.name && has_labels(&Labels::of(standard, one), sheet);
    let of = standard.forms.iter().find(is_of).filter(|_| !other);
    let of = of.map(|one| format!("; labels of {} stand in it, which is handed in as a file of its own", one.name));
    Some(format!("sheet `{}` was not read: it is no part of {}{}", sheet.name, form.name, of.unwrap_or_default()))
}

/// What to do with a form that is filled in twice, where a rule asks for a file each.
fn apart(standard: &Standard, form: &Form) -> Option<String> {
    let rule = standard.form_rules.iter().find(|rule| {
        let own = standard.form_of(&rule.requirement.value).is_some_and(|own| own.name == form.name);
        own && matches!(rule.asks, Asks::Differ(_))
    })?;
    let title = standard.clause(&rule.requirement.value).map_or("", |clause| clause.title.en.as_str());
    Some(format!("{} asks for a file each, handed in together ({title})", rule.requirement.value))
}

/// Takes a cell into an entry, as what it is; whether the entry had one already.
fn take(entry: &mut Entry, row: &Row, sheet: &Sheet, spots: &[Spot]) -> bool {
    let filled = |spot: &&Spot| !is_blank(sheet.text(**spot)) || sheet.no_value(**spot).is_some();
    let Some(spot) = spots.iter().find(filled).or(spots.first()).copied() else { return false };
    let lines: Vec<&str> = spots.iter().map(|spot| sheet.text(*spot)).filter(|text| !is_blank(text)).collect();
    let (name, text, at) = (row.name().to_owned(), lines.join("\n"), sheet.place(spot));
    let had = entry.cells.contains_key(&name) || entry.unusable.contains_key(&name);
    if let Some(why) = spots.iter().find_map(|spot| sheet.no_value(*spot)) {
        entry.unusable.insert(name, Unusable { why: why.clone(), at });
        return had;
    }
    if text.is_empty() {
        entry.empty.insert(name, Cell { text, at });
        return false;
    }
    entry.cells.insert(name, Cell { text, at });
    had
}

struct Scan<'a> {
    labels: &'a Labels<'a>,
    file: &'a str,
    sheet: &'a Sheet,
    /// Cells that are labels, values or headings.
    used: BTreeSet<Spot>,
    /// What begins a row below a list that is no entry.
    asides: &'a [String],
    /// What to do where a label stands twice.
    twice: Option<String>,
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
                take(&mut entry, label, self.sheet, &[(row, *column)]);
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
        let first = columns.keys().next().copied().unwrap_or(0);
        spots.into_iter().any(|(at, text)| {
            let (from, to) = self.sheet.region(*at);
            let wide = columns.keys().filter(|column| (from.1..=to.1).contains(column)).count() > 1;
            let alone = self.sheet.cells.range((row, 0)..=(row, u32::MAX)).count() == 1;
            let instruction = alone && is_line(text) || at.1 == first && self.is_remark(text);
            wide || instruction || self.labels.is_heading(text) || self.heads(row).is_some()
        }) || self.is_signed(row, columns)
    }

    /// Whether a text is the word for a remark, alone or with a colon behind it.
    fn is_remark(&self, text: &str) -> bool {
        let text = key(text);
        self.asides.iter().any(|remark| {
            let rest = text.strip_prefix(remark.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        })
    }

    /// Whether a row is a line to sign: `申请人：` and the like in every cell, and no value that its column asks for.
    fn is_signed(&self, row: u32, columns: &BTreeMap<u32, &Row>) -> bool {
        let mut cells = self.sheet.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, column), text)| (column, text));
        let is_value = |column: &u32, text: &str| {
            let format = columns.get(column).and_then(|row| formats::format(row.semantics.format.as_deref()?));
            format.is_some_and(|format| several(text).all(|one| (format.is_valid)(&format.by_hand(&one))))
        };
        cells.all(|(column, text)| is_line(text) && !is_value(column, text))
    }

    /// Reads every single cell of the sheet.
    fn cells(&mut self, filled: &mut Filled) -> Result<(), FormError> {
        let sheet = self.sheet;
        let values = Values::new(self.labels, sheet);
        for (at, text) in &sheet.cells {
            let named: Vec<&Known<'_>> = self.labels.named(text).into_iter().filter(|known| !known.repeats).collect();
            if named.is_empty() || self.used.contains(at) {
                continue;
            }
            let (table, row) = self.which(*at, text, &named)?;
            self.used.insert(*at);
            let spots = values.of(*at, (table, row));
            let Some(entry) = filled.section_mut(&table.id).and_then(|section| section.entries.first_mut()) else {
                continue;
            };
            self.used.extend(spots.iter().map(|spot| sheet.region(*spot).0));
            if take(entry, row, sheet, &spots) {
                let message = format!("`{}` stands twice: expected each label once", row.name());
                return Err(FormError::new(self.file, sheet.place(*at), message).helping(self.twice.clone()));
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

    /// What is left must be no label that is misspelt. What is filled in and was not read is told.
    fn rest(&self) -> Result<Vec<String>, FormError> {
        let beside = self.rows_read();
        let printed: BTreeSet<String> = self.labels.rows.iter().flat_map(|known| asides(known.row)).collect();
        let left = || self.sheet.cells.iter().filter(|(at, _)| self.is_left(at));
        let remarked: BTreeSet<u32> = left().filter(|(_, text)| self.is_remark(text)).map(|(at, _)| at.0).collect();
        let mut unread: Vec<String> = Vec::new();
        let mut notes = Vec::new();
        for (at, text) in left().filter(|(_, text)| !printed.contains(&bare(text))) {
            if self.names_its_value(text) {
                notes.push(format!("{} was not read: label and value need a cell each", self.sheet.place(*at)));
                continue;
            }
            let is_remarked = remarked.contains(&at.0);
            if !is_remarked {
                self.must_be_no_label(*at, text)?;
            }
            // Beside what was read somebody filled it in, unless it is a number of the row.
            let numbering = is_numbering(text) && text.chars().count() <= NUMBERING_MAX;
            let is_said = is_remarked || text.chars().count() <= LABEL_MAX && is_line(text) && says_more(text);
            if is_said || beside.contains(&at.0) && !numbering {
                unread.push(self.sheet.place(*at));
            }
        }
        if !unread.is_empty() {
            let (shown, more) = unread.split_at(unread.len().min(UNREAD_SHOWN));
            let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
            notes.push(format!("{}{more} not read: no label says what stands there", shown.join(", ")));
        }
        Ok(notes)
    }

    /// A short text that is like a label, or stands before another one, is taken for one that is misspelt.
    fn must_be_no_label(&self, at: Spot, text: &str) -> Result<(), FormError> {
        let short = text.chars().count() <= LABEL_MAX;
        if !short || is_numbering(text) || is_line(text) {
            return Ok(());
        }
        let near = self.labels.nearest(text);
        let pair = self.is_left(&(at.0, self.sheet.region(at).1.1 + 1));
        let starred = text.starts_with(['*', '＊', '★']);
        if starred || near.is_some() || pair {
            let message = format!("no label `{text}` in this form");
            return Err(FormError::new(self.file, self.sheet.place(at), message).helping(near));
        }
        Ok(())
    }

    fn is_left(&self, at: &Spot) -> bool {
        let text = self.sheet.cells.get(at).map_or("", String::as_str);
        !text.is_empty() && !self.used.contains(at) && !self.labels.is_heading(text) && !is_blank(text)
    }

    /// Whether a label and its value stand in one cell.
    fn names_its_value(&self, text: &str) -> bool {
        text.split_once(['：', ':'])
            .is_some_and(|(label, value)| !is_blank(value) && !self.labels.named(label).is_empty())
    }

    /// The rows of labels, headings and values that were read.
    fn rows_read(&self) -> BTreeSet<u32> {
        let mut rows = BTreeSet::new();
        for spot in &self.used {
            let (from, to) = self.sheet.region(*spot);
            rows.insert(from.0);
            if to.0 > from.0 {
                rows.extend(self.sheet.cells.range((from.0, 0)..=(to.0, u32::MAX)).map(|((row, _), _)| *row));
            }
        }
        rows
    }
}

fn is_numbering(text: &str) -> bool {
    key(text) == "序号" || text.parse::<f64>().is_ok()
}

/// Whether something stands behind the colon of a line.
fn says_more(text: &str) -> bool {
    folded(text).split_once(':').is_some_and(|(_, value)| !is_blank(value))
}

/// Whether a text is a line of its own, not the cell of a list: words, a colon, and what belongs to them.
fn is_line(text: &str) -> bool {
    let before = folded(text).split_once(':').map(|(before, _)| before.to_owned());
    before.is_some_and(|before| before.chars().any(|c| c.is_alphabetic() && !c.is_ascii()))
}
