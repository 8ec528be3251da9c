//! What holds between the tables of a form, and between forms that are handed in together.

use serde_json::{Value, json};

use super::addresses::{address_in, address_linked, address_named};
use super::filled::{Filled, pointer};
use super::judge::Said;
use super::text::folded;
use super::words::names;
use crate::check::{Deviation, Judged, Judgement};
use crate::id::Aspect;
use crate::standard::{Asks, Depends, FormRule, Standard};
use crate::verdict::FindingCode;

/// What the rules of a standard say about forms, with the place of the form that each is about.
pub(super) fn judge(standard: &Standard, forms: &[&Filled]) -> Vec<(usize, Said)> {
    let mut said = Vec::new();
    for rule in &standard.form_rules {
        let about = standard.form_of(&rule.requirement.value).map(|form| form.name.as_str());
        let own = forms.iter().enumerate().filter(|(_, filled)| Some(filled.form.as_str()) == about);
        for (place, filled) in own {
            let judged = match &rule.asks {
                Asks::SomeFilled(tables) => {
                    let tables: Vec<&str> = tables.iter().map(|table| table.value.as_str()).collect();
                    some_filled(standard, filled, &tables)
                }
                Asks::Differ(row) => differ(standard, forms, place, &row.value),
                Asks::RowsWhen(depends) => rows_when(standard, forms, depends),
                Asks::NoneUnless(depends) => none_unless(standard, forms, depends),
                Asks::AddressIn(addresses) => address_in(standard, filled, addresses),
                Asks::AddressNamed(addresses) => address_named(standard, forms, filled, addresses),
                Asks::AddressLinked(addresses) => address_linked(standard, forms, filled, addresses),
            };
            said.push((place, of(rule, judged)));
        }
    }
    said
}

fn of(rule: &FormRule, judged: Judged) -> Said {
    let requirement = rule.requirement.value.clone();
    Said { judgement: Judgement { requirement, aspect: Aspect::Behaviour, judged }, at: String::new() }
}

fn deviates(code: FindingCode, expected: impl Into<String>, actual: Value) -> Judged {
    Judged::Deviates(Box::new(Deviation::new(code, expected, actual, "")))
}

fn some_filled(standard: &Standard, filled: &Filled, tables: &[&str]) -> Judged {
    let is_filled = |table: &&str| filled.section(table).is_some_and(|section| !section.is_empty());
    if tables.iter().any(is_filled) {
        return Judged::Pass;
    }
    let captions = tables.iter().filter_map(|table| standard.table(table)).map(|table| table.caption.as_str());
    deviates(FindingCode::Missing, captions.collect::<Vec<_>>().join("|"), Value::Null)
}

/// What a row says, as far as one word of it decides.
fn told(standard: &Standard, filled: &Filled, row: &str) -> Option<String> {
    let (table, row) = standard.row(row)?;
    let text = &filled.cells_of(table, row).next()?.text;
    let words = &row.semantics.one_word_of;
    if words.is_empty() {
        return Some(folded(text));
    }
    let mut named = words.iter().filter(|word| names(standard, text, word));
    named.next().filter(|_| named.next().is_none()).cloned()
}

fn differ(standard: &Standard, forms: &[&Filled], place: usize, row: &str) -> Judged {
    let Some(own) = forms.get(place) else { return Judged::Pass };
    let alike = || forms.iter().enumerate().filter(|(_, filled)| filled.form == own.form);
    if alike().count() < 2 {
        return Judged::NotApplicable("one such form was handed in".to_owned());
    }
    let Some(told_here) = told(standard, own, row) else {
        let cell = standard.row(row).zip(own.section(row.rsplit_once('.').map_or(row, |(table, _)| table)));
        let place = cell.map(|((table, row), section)| pointer(section, table, 0, row)).unwrap_or_default();
        let reason = "the form does not say".to_owned();
        return Judged::NotReached { reason, consulted: vec![(String::new(), place)] };
    };
    let same =
        alike().find(|(other, filled)| *other < place && told(standard, filled, row).as_ref() == Some(&told_here));
    match same {
        Some((_, other)) => {
            deviates(FindingCode::NotUnique, "another than in the other file", json!(told_here)).hinting(&other.file)
        }
        None => Judged::Pass,
    }
}

trait Hinting {
    fn hinting(self, hint: &str) -> Self;
}

impl Hinting for Judged {
    fn hinting(self, hint: &str) -> Self {
        match self {
            Self::Deviates(deviation) => Self::Deviates(Box::new(deviation.hinting(hint))),
            other => other,
        }
    }
}

/// Whether a row that decides has the word.
fn is_asked(standard: &Standard, forms: &[&Filled], depends: &Depends) -> bool {
    let rows = depends.rows.iter().filter_map(|row| standard.row(&row.value));
    rows.into_iter().any(|(table, row)| {
        let mut cells = forms.iter().flat_map(|filled| filled.cells_of(table, row));
        cells.any(|cell| names(standard, &cell.text, &depends.has))
    })
}

/// Whether the table that depends has entries; none where its form was not handed in.
fn has_entries(forms: &[&Filled], depends: &Depends) -> Option<bool> {
    let mut sections = forms.iter().filter_map(|filled| filled.section(&depends.table.value)).peekable();
    sections.peek()?;
    Some(sections.any(|section| !section.is_empty()))
}

fn rows_when(standard: &Standard, forms: &[&Filled], depends: &Depends) -> Judged {
    if !is_asked(standard, forms, depends) {
        return Judged::NotApplicable(format!("nothing is in the {}", depends.has));
    }
    match has_entries(forms, depends) {
        Some(true) => Judged::Pass,
        Some(false) => deviates(FindingCode::NotFound, "an entry", Value::Null),
        None => {
            let form = standard.form_of_table(&depends.table.value).map_or("", |form| form.name.as_str());
            let reason = format!("the form {form} was not handed in with it");
            Judged::NotReached { reason, consulted: Vec::new() }
        }
    }
}

fn none_unless(standard: &Standard, forms: &[&Filled], depends: &Depends) -> Judged {
    match has_entries(forms, depends) {
        None => Judged::NotApplicable("no entries were handed in".to_owned()),
        Some(true) if !is_asked(standard, forms, depends) => {
            deviates(FindingCode::NotExcluded, format!("no entry without {}", depends.has), json!("entries"))
        }
        Some(_) => Judged::Pass,
    }
}
