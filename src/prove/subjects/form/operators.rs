//! Breaks one cell of a conforming form, or one rule between tables and forms.

use super::specimen::{holds, options, put, render};
use crate::id::Aspect;
use crate::schema::format;
use crate::simulator::{Mutant, Stand};
use crate::standard::{Addresses, Asks, Depends, FormRule, Kind, Row, Standard, Table};
use crate::subject::form::{Entry, Filled};

/// A cell that no list of codes or words has.
const UNLISTED: &str = "其他";
/// An address that no form has.
const ELSEWHERE: &str = "elsewhere.test";
/// Breaks a rule about addresses at a server.
const SERVER: &str = "server-of-other-network";

/// Breaks a cell.
struct Operator {
    name: &'static str,
    aspect: Aspect,
    /// Whether it is about a row.
    is_about: fn(&Row) -> bool,
    /// What the cell says then, of what it says; none: nothing.
    text: fn(&Standard, &Table, &Row, &str) -> Option<String>,
}

const OPERATORS: &[Operator] = &[
    Operator {
        name: "cell-empty",
        aspect: Aspect::Presence,
        is_about: |row| row.required() || row.semantics.required_when.is_some(),
        text: |_, _, _, _| None,
    },
    Operator {
        name: "cell-says-nothing",
        aspect: Aspect::Presence,
        is_about: |row| (row.required() || row.semantics.required_when.is_some()) && !row.semantics.none_answers,
        text: |standard, _, _, _| standard.form_words.nothing.first().cloned(),
    },
    Operator {
        name: "cell-unticked",
        aspect: Aspect::Presence,
        is_about: |row| row.required() && !row.semantics.one_word_of.is_empty(),
        text: |_, _, row, _| Some(row.semantics.one_word_of.iter().map(|word| format!("□{word} ")).collect()),
    },
    Operator {
        name: "cell-remark-alone",
        aspect: Aspect::Presence,
        is_about: |row| row.required() && !row.semantics.printed.is_empty(),
        text: |_, _, row, _| row.semantics.printed.first().cloned(),
    },
    Operator {
        name: "cell-code",
        aspect: Aspect::Code,
        is_about: Row::has_codes,
        text: |_, _, _, _| Some(UNLISTED.to_owned()),
    },
    Operator {
        name: "cell-format",
        aspect: Aspect::Format,
        is_about: |row| row.semantics.format.is_some() || row.semantics.starts.is_some(),
        text: |_, _, row, text| {
            let invalid = row.semantics.format.as_deref().and_then(format).map(|format| {
                // A wrong check digit is a fault of its own.
                if format.asserted { format.invalid.to_owned() } else { text.chars().skip(1).collect() }
            });
            Some(invalid.unwrap_or_else(|| format!("x{text}")))
        },
    },
    Operator {
        name: "cell-check-digit",
        aspect: Aspect::Format,
        is_about: |row| row.semantics.format.as_deref().and_then(format).is_some_and(|format| !format.asserted),
        text: |_, _, _, text| {
            let end = if text.ends_with('1') { '2' } else { '1' };
            Some(text.chars().take(text.chars().count().saturating_sub(1)).chain([end]).collect())
        },
    },
    Operator {
        name: "cell-several-chosen",
        aspect: Aspect::Behaviour,
        is_about: |row| row.semantics.exclusive || !row.semantics.one_word_of.is_empty(),
        text: |_, table, row, _| {
            let options = options(table, row);
            Some([options.first()?.as_str(), options.last()?.as_str()].join("\n"))
        },
    },
    Operator {
        name: "cell-word-other",
        aspect: Aspect::Behaviour,
        is_about: |row| !row.semantics.one_word_of.is_empty(),
        text: |_, _, _, _| Some(UNLISTED.to_owned()),
    },
    Operator {
        name: "cell-prefilled",
        aspect: Aspect::Behaviour,
        is_about: |row| row.semantics.office_use,
        text: |_, _, _, _| Some("示例".to_owned()),
    },
    Operator {
        name: "cell-template",
        aspect: Aspect::Behaviour,
        is_about: |row| row.semantics.template.is_some(),
        text: |_, _, _, text| Some(format!("other.{text}")),
    },
];

/// The name of the operator that breaks a rule.
fn of_rule(rule: &FormRule) -> &'static str {
    match &rule.asks {
        Asks::SomeFilled(_) => "tables-empty",
        Asks::Differ(_) => "forms-alike",
        Asks::RowsWhen(_) => "rows-lost",
        Asks::NoneUnless(_) => "rows-surplus",
        Asks::AddressIn(_) => "address-of-other-network",
        Asks::AddressNamed(_) => "address-unnamed",
        Asks::AddressLinked(_) => "address-linked-once",
    }
}

/// Every mutant of the forms of a standard.
pub(super) fn mutants(standard: &Standard) -> Vec<Mutant> {
    let mutant = |local: &str, aspect: Aspect, operator: &'static str| {
        let requirement = standard.requirement(local);
        let operation = standard.form_of(local).map(|form| form.name.clone()).unwrap_or_default();
        let id = format!("{requirement}#{aspect}/{operator}");
        Mutant { id, operator, requirement, aspect, operation, stand: Stand::Violation }
    };
    let mut all: Vec<Mutant> = Vec::new();
    for table in standard.tables.iter().filter(|table| table.kind == Kind::Form) {
        for row in table.members().filter(|row| table.disposition(row).is_none()) {
            let known = OPERATORS.iter().filter(|operator| (operator.is_about)(row));
            all.extend(known.map(|operator| mutant(&table.local_id(row), operator.aspect, operator.name)));
        }
    }
    for rule in &standard.form_rules {
        let of = |operator| mutant(&rule.requirement.value, Aspect::Behaviour, operator);
        all.push(of(of_rule(rule)));
        let asks_servers = matches!(&rule.asks, Asks::AddressIn(asks) if !asks.servers.is_empty());
        all.extend(asks_servers.then(|| of(SERVER)));
    }
    all
}

/// Breaks what a mutant is about in forms that conform.
///
/// # Errors
/// When there is no cell to break; in words.
pub(super) fn apply(standard: &Standard, mutant: &Mutant, forms: &mut [Filled]) -> Result<(), String> {
    let local = mutant.requirement.local();
    let nothing = || format!("{}: no form has what it breaks", mutant.id);
    if let Some(rule) = standard.form_rules.iter().find(|rule| rule.requirement.value == local) {
        return break_rule(standard, rule, mutant.operator, forms).ok_or_else(nothing);
    }
    let operator = OPERATORS.iter().find(|operator| operator.name == mutant.operator);
    let (operator, (table, row)) = operator.zip(standard.row(local)).ok_or_else(nothing)?;
    // The last of the forms has every cell that another one makes needed.
    let form = forms.iter_mut().rev().find(|form| breakable(form, table, row)).ok_or_else(nothing)?;
    let entry = form.section_mut(&table.id).and_then(|section| section.entries.first_mut()).ok_or_else(nothing)?;
    let text = entry.cells.get(row.name()).map(|cell| cell.text.clone()).unwrap_or_default();
    match (operator.text)(standard, table, row, &text) {
        Some(text) => put(entry, row, text),
        None => drop(entry.cells.remove(row.name())),
    }
    if row.semantics.template.is_none() {
        render(standard, form);
    }
    Ok(())
}

/// Whether a form has the cell, or has to leave it empty, and no other cell is waived because of it.
fn breakable(form: &Filled, table: &Table, row: &Row) -> bool {
    let Some(entry) = form.section(&table.id).and_then(|section| section.entries.first()) else { return false };
    let Some(cell) = entry.cells.get(row.name()) else { return row.semantics.office_use };
    let waivers = table.members().filter_map(|other| other.semantics.waived_when.as_ref());
    let mut waivers = waivers.filter(|when| when.member == row.name());
    !waivers.any(|when| holds(when, &cell.text))
}

fn break_rule(standard: &Standard, rule: &FormRule, operator: &str, forms: &mut [Filled]) -> Option<()> {
    match &rule.asks {
        Asks::SomeFilled(tables) => {
            // The first of the forms chooses the options that ask for nothing.
            let first = &tables.first()?.value;
            let form = forms.iter_mut().find(|form| form.section(first).is_some())?;
            for table in tables {
                let section = form.section_mut(&table.value)?;
                section.entries = if section.repeats { Vec::new() } else { vec![Entry::default()] };
            }
        }
        Asks::Differ(row) => {
            let (table, row) = standard.row(&row.value)?;
            let mut alike = forms.iter_mut().filter(|form| form.section(&table.id).is_some());
            let first = alike.next()?.cells_of(table, row).next()?.text.clone();
            let entry = alike.next()?.section_mut(&table.id)?.entries.first_mut()?;
            put(entry, row, first);
        }
        Asks::RowsWhen(depends) => {
            let form = forms.iter_mut().find(|form| form.section(&depends.table.value).is_some())?;
            form.section_mut(&depends.table.value)?.entries.clear();
        }
        Asks::NoneUnless(depends) => without_word(standard, depends, forms)?,
        Asks::AddressIn(asks) if operator == SERVER => misplace_server(standard, asks, forms)?,
        Asks::AddressIn(asks) => misplace(standard, asks, forms)?,
        Asks::AddressLinked(asks) => link_once(standard, asks, forms)?,
        Asks::AddressNamed(asks) => {
            let rows: Vec<_> = asks.rows.iter().filter_map(|row| standard.row(&row.value)).collect();
            for (table, row) in rows {
                let entries = forms.iter_mut().filter_map(|form| form.section_mut(&table.id));
                entries
                    .flat_map(|section| &mut section.entries)
                    .for_each(|entry| put(entry, row, ELSEWHERE.to_owned()));
            }
        }
    }
    Some(())
}

/// Lets all entries that link addresses name the same other one.
fn link_once(standard: &Standard, asks: &Addresses, forms: &mut [Filled]) -> Option<()> {
    let (table, row) = standard.row(&asks.rows.first()?.value)?;
    let sections = forms.iter_mut().filter_map(|form| form.section_mut(&table.id));
    sections.flat_map(|section| &mut section.entries).for_each(|entry| put(entry, row, ELSEWHERE.to_owned()));
    Some(())
}

/// Gives an entry of another network an address that belongs to the one with the word.
fn misplace(standard: &Standard, asks: &Addresses, forms: &mut [Filled]) -> Option<()> {
    let place = asks.places.first()?;
    let ((table, address), (_, network)) = (standard.row(&place.address.value)?, standard.row(&place.network.value)?);
    let sections = forms.iter_mut().filter_map(|form| form.section_mut(&table.id));
    let elsewhere =
        |entry: &&mut Entry| entry.cells.get(network.name()).is_some_and(|cell| !cell.text.contains(&asks.has));
    let entry = sections.flat_map(|section| &mut section.entries).find(elsewhere)?;
    put(entry, address, format!("http://{}0.0.1/service", asks.begins));
    Some(())
}

/// Gives a server of a form that is nowhere in the network with the word an address that belongs to it.
fn misplace_server(standard: &Standard, asks: &Addresses, forms: &mut [Filled]) -> Option<()> {
    let place = asks.servers.first()?;
    let (table, row) = standard.row(&place.address.value)?;
    let networks: Vec<_> = place.networks.iter().filter_map(|row| standard.row(&row.value)).collect();
    let elsewhere = |form: &&mut Filled| {
        let mut cells = networks.iter().flat_map(|(table, row)| form.cells_of(table, row)).peekable();
        cells.peek().is_some() && cells.all(|cell| !cell.text.contains(&asks.has))
    };
    let entry = forms.iter_mut().find(elsewhere)?.section_mut(&table.id)?.entries.first_mut()?;
    put(entry, row, format!("http://{}0.0.1:8080", asks.begins));
    Some(())
}

/// Takes the word that makes entries needed out of all forms.
fn without_word(standard: &Standard, depends: &Depends, forms: &mut [Filled]) -> Option<()> {
    for local in &depends.rows {
        let (table, row) = standard.row(&local.value)?;
        let other = row.semantics.one_word_of.iter().find(|word| **word != depends.has)?;
        for form in forms.iter_mut() {
            let entries = form.section_mut(&table.id).into_iter().flat_map(|section| &mut section.entries);
            entries.for_each(|entry| put(entry, row, other.clone()));
        }
    }
    Some(())
}
