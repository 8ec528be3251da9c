//! The coverage matrix: the standard's own tables as printed, with the verdict of each aspect of each row.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::dictionary::{Dictionary, Text};
use super::standing;
use crate::id::{Aspect, RequirementId};
use crate::report::describe;
use crate::report::escape::{SHOWN_LENGTH, cut, shown};
use crate::report::texts::{self, Frame, Label};
use crate::verdict::{CatalogueEntry, Cells, Fold, Unit};

/// One table, or the clauses of one operation.
pub(super) struct Table {
    pub standard: String,
    /// Name and caption.
    pub title: Text,
    pub operation: Text,
    /// Heads of the printed columns.
    pub heads: Vec<Text>,
    /// Heads of the aspects that any row has.
    pub aspects: Vec<Text>,
    pub rows: Vec<Row>,
    /// Units by name, the gravest first, for the line above the table.
    pub counts: Vec<(&'static str, Text, usize)>,
    /// Whether something in it needs to be looked at.
    pub broken: bool,
}

/// One requirement.
pub(super) struct Row {
    /// Its place in the catalogue: anchor of the row, and what the script filters by.
    pub place: usize,
    pub requirement: String,
    /// The operation as it is called, empty for the whole standard.
    pub operation: String,
    pub local: String,
    /// The printed cells under the heads of the table.
    pub cells: Vec<Text>,
    /// Under the heads of the aspects.
    pub verdicts: Vec<Option<Cell>>,
    /// The gravest name.
    pub worst: &'static str,
    /// Every name, for filters.
    pub names: String,
    /// Cases that gave a verdict.
    pub cases: usize,
}

/// One aspect of one requirement.
pub(super) struct Cell {
    pub name: &'static str,
    pub word: Text,
    pub why: Option<Text>,
}

/// Where each requirement stands in the catalogue, by operation and id: the anchors of the rows.
pub(super) type Places<'a> = HashMap<(&'a str, &'a RequirementId), usize>;

pub(super) fn places(fold: &Fold) -> Places<'_> {
    let entries = fold.catalogue().iter().enumerate();
    entries.map(|(place, entry)| ((entry.operation.as_str(), &entry.requirement), place)).collect()
}

/// The tables in the order of the catalogue, clauses of an operation before its tables.
pub(super) fn tables(texts: &mut Dictionary, fold: &Fold) -> Vec<Table> {
    let mut units: HashMap<(&str, &RequirementId), Vec<&Unit>> = HashMap::new();
    for unit in fold.units() {
        units.entry((unit.key.operation.as_str(), &unit.key.requirement)).or_default().push(unit);
    }
    let mut order: Vec<Group<'_>> = Vec::new();
    let mut index: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for (place, entry) in fold.catalogue().iter().enumerate() {
        let table = entry.cells.as_ref().map_or("", |cells| cells.table.as_str());
        let at = *index.entry((entry.requirement.standard(), &entry.operation, table)).or_insert_with(|| {
            order.push(Group { entries: Vec::new() });
            order.len() - 1
        });
        if let Some(group) = order.get_mut(at) {
            group.entries.push((place, entry));
        }
    }
    order.iter().map(|group| table(texts, group, &units)).collect()
}

struct Group<'a> {
    entries: Vec<(usize, &'a CatalogueEntry)>,
}

/// A printed column: its head, and what stands in it.
type Column = (fn(&Frame<texts::Words>) -> texts::Words, fn(&mut Dictionary, &CatalogueEntry, &Cells) -> Text);

const COLUMNS: [Column; 9] = [
    (|words| words.ordinal, |_, _, cells| Text::plain(cells.ordinal.to_string())),
    (|words| words.name, |_, _, cells| plain(&cells.name)),
    (|words| words.original, |_, _, cells| plain(&cells.original)),
    (|words| words.label, |_, _, cells| plain(&cells.label)),
    (|words| words.category, |_, _, cells| plain(&cells.category)),
    (|words| words.kind, |_, _, cells| plain(&cells.value_type)),
    (|words| words.length, |_, _, cells| plain(&cells.length)),
    (|words| words.required, |_, _, cells| plain(&cells.required)),
    (|words| words.note, |texts, entry, cells| note(texts, entry, Some(cells))),
];

fn plain(text: &str) -> Text {
    Text::plain(cut(text.trim(), SHOWN_LENGTH))
}

fn table(texts: &mut Dictionary, group: &Group<'_>, units: &HashMap<(&str, &RequirementId), Vec<&Unit>>) -> Table {
    let of = |entry: &CatalogueEntry| units.get(&(entry.operation.as_str(), &entry.requirement)).cloned();
    let all: Vec<Vec<&Unit>> = group.entries.iter().map(|(_, entry)| of(entry).unwrap_or_default()).collect();
    let present: BTreeSet<Aspect> = all.iter().flatten().map(|unit| unit.key.aspect).collect();
    let aspects: Vec<Aspect> = Aspect::ALL.into_iter().filter(|aspect| present.contains(aspect)).collect();
    let (heads, mut printed) = printed(texts, group);
    let mut rows = Vec::new();
    let mut counts: BTreeMap<usize, (&'static str, usize)> = BTreeMap::new();
    for (((place, entry), units), cells) in group.entries.iter().zip(&all).zip(printed.drain(..)) {
        for unit in units {
            let name = standing::name(unit);
            counts.entry(standing::gravity(name)).or_insert((name, 0)).1 += 1;
        }
        rows.push(row(texts, (*place, entry), units, (cells, &aspects)));
    }
    let counts: Vec<(&'static str, Text, usize)> =
        counts.into_values().map(|(name, count)| (name, counted(texts, name), count)).collect();
    let broken = counts.iter().any(|(name, ..)| matches!(*name, "fail" | "error"));
    let first = group.entries.first().map(|(_, entry)| *entry);
    let operation = first.map(|entry| entry.operation.clone()).unwrap_or_default();
    Table {
        standard: first.map(|entry| cut(entry.requirement.standard(), SHOWN_LENGTH)).unwrap_or_default(),
        title: title(texts, first.and_then(|entry| entry.cells.as_deref())),
        operation: texts.both(|language| describe::operation(&operation, language)),
        heads,
        aspects: aspects.iter().map(|aspect| texts.words(texts::aspect(*aspect))).collect(),
        rows,
        counts,
        broken,
    }
}

fn counted(texts: &mut Dictionary, name: &str) -> Text {
    match name {
        "not-judged" => texts.words(Frame::WORDS.not_judged),
        name => standing::named(texts, name),
    }
}

fn title(texts: &mut Dictionary, cells: Option<&Cells>) -> Text {
    match cells {
        Some(cells) => plain(&format!("{} {}", cells.table, cells.caption)),
        None => texts.words(Frame::WORDS.clauses),
    }
}

/// The heads of the columns that any row fills, and the cells of each row under them.
fn printed(texts: &mut Dictionary, group: &Group<'_>) -> (Vec<Text>, Vec<Vec<Text>>) {
    let words = Frame::WORDS;
    if group.entries.iter().any(|(_, entry)| entry.cells.is_none()) {
        let heads = vec![texts.words(words.level), texts.words(words.requirement), texts.words(words.note)];
        let rows = group.entries.iter().map(|(_, entry)| {
            let level = texts::level(&entry.level).map_or_else(|| plain(&entry.level), |words| texts.words(words));
            vec![level, texts.titled(&entry.title), note(texts, entry, None)]
        });
        return (heads, rows.collect());
    }
    let mut columns: Vec<(Text, Vec<Text>)> = Vec::new();
    for (head, cell) in COLUMNS {
        let cells = group.entries.iter().filter_map(|(_, entry)| Some((entry, entry.cells.as_deref()?)));
        let cells: Vec<Text> = cells.map(|(entry, cells)| cell(texts, entry, cells)).collect();
        if cells.iter().any(|cell| !cell.shown.is_empty()) {
            columns.push((texts.words(head(&words)), cells));
        }
    }
    let rows = (0..group.entries.len())
        .map(|at| columns.iter().filter_map(|(_, cells)| cells.get(at).cloned()).collect())
        .collect();
    (columns.into_iter().map(|(head, _)| head).collect(), rows)
}

/// The remark of a row, its codes, and the readings that concern it.
fn note(texts: &mut Dictionary, entry: &CatalogueEntry, cells: Option<&Cells>) -> Text {
    texts.both(|language| {
        let mut parts = Vec::new();
        if let Some(cells) = cells {
            parts.extend((!cells.note.is_empty()).then(|| cut(&cells.note, SHOWN_LENGTH)));
            let codes: Vec<String> = cells.codes.iter().map(|(code, label)| format!("{code} {label}")).collect();
            parts.extend((!codes.is_empty()).then(|| cut(&codes.join(", "), SHOWN_LENGTH)));
            let from = Frame::WORDS.codes_from.get(language);
            parts.extend((!cells.codes_from.is_empty()).then(|| format!("{from} {}", shown(&cells.codes_from))));
        }
        if !entry.readings.is_empty() {
            let readings = cut(&entry.readings.join(" "), SHOWN_LENGTH);
            parts.push(format!("{} {readings}", Label::Reading.words().get(language)));
        }
        parts.join("; ")
    })
}

fn row(
    texts: &mut Dictionary,
    (place, entry): (usize, &CatalogueEntry),
    units: &[&Unit],
    (cells, aspects): (Vec<Text>, &[Aspect]),
) -> Row {
    let names: BTreeSet<(usize, &str)> =
        units.iter().map(|unit| standing::name(unit)).map(|name| (standing::gravity(name), name)).collect();
    let worst = units.iter().map(|unit| standing::name(unit)).min_by_key(|name| standing::gravity(name));
    let verdicts = aspects.iter().map(|aspect| {
        let unit = units.iter().find(|unit| unit.key.aspect == *aspect)?;
        let (word, why) = standing::cell(texts, unit);
        Some(Cell { name: standing::name(unit), word, why })
    });
    let verdicts = verdicts.collect();
    let cases: BTreeSet<&str> = units.iter().flat_map(|unit| unit.cases().into_keys()).collect();
    Row {
        place,
        requirement: shown(entry.requirement.as_str()).into_owned(),
        operation: cut(&entry.operation, SHOWN_LENGTH),
        local: shown(entry.requirement.local()).into_owned(),
        cells,
        verdicts,
        worst: worst.unwrap_or("not-judged"),
        names: names.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(" "),
        cases: cases.len(),
    }
}
