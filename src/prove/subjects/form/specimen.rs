//! Conforming forms, made from the tables alone: one for each way in which options can be chosen.

use crate::schema::format;
use crate::standard::{Addresses, Asks, Form, RequiredWhen, Row, Standard, Table};
use crate::subject::form::{Cell, Entry, Filled};

/// The host of every address of a service.
const HOST: &str = "app.test";

/// What stands in a cell of which nothing is asked.
const OTHER: &str = "示例";

/// Entries of a list.
const ENTRIES: usize = 2;

/// Forms of every kind that conform when they are handed in together.
pub(super) fn conforming(standard: &Standard) -> Vec<Filled> {
    let mut forms = Vec::new();
    for form in &standard.forms {
        let rows = form.tables(standard).flat_map(|(_, table)| table.members().map(move |row| (table, row)));
        let variants = rows.map(|(table, row)| options(table, row).len()).max().unwrap_or(1).max(1);
        forms.extend((0..variants).map(|variant| one(standard, form, variant)));
    }
    for rule in &standard.form_rules {
        match &rule.asks {
            Asks::AddressNamed(asks) => name_addresses(standard, asks, &mut forms),
            Asks::AddressLinked(asks) => link_addresses(standard, asks, &mut forms),
            _ => {}
        }
    }
    forms
}

/// Lets the last of the rows that name addresses name the host that all of these forms have.
fn name_addresses(standard: &Standard, asks: &Addresses, forms: &mut [Filled]) {
    let Some((table, row)) = asks.rows.last().and_then(|row| standard.row(&row.value)) else { return };
    let sections = forms.iter_mut().filter_map(|form| form.section_mut(&table.id));
    sections.flat_map(|section| &mut section.entries).for_each(|entry| put(entry, row, HOST.to_owned()));
}

/// Lets the first of the rows that link addresses name another one in each entry.
fn link_addresses(standard: &Standard, asks: &Addresses, forms: &mut [Filled]) {
    let Some((table, row)) = asks.rows.first().and_then(|row| standard.row(&row.value)) else { return };
    for section in forms.iter_mut().filter_map(|form| form.section_mut(&table.id)) {
        for (index, entry) in section.entries.iter_mut().enumerate() {
            put(entry, row, format!("other-{index}.test"));
        }
    }
}

fn one(standard: &Standard, form: &Form, variant: usize) -> Filled {
    let mut filled = Filled::empty(standard, form, &format!("{}-{variant}", form.name));
    for (part, table) in form.tables(standard) {
        let Some(section) = filled.section_mut(&table.id) else { continue };
        let count = if part.repeats { ENTRIES } else { 1 };
        section.entries = (0..count).map(|_| entry(table, variant)).collect();
    }
    render(standard, &mut filled);
    filled
}

/// The ways in which a cell may be filled in that make other cells needed or not.
pub(super) fn options(table: &Table, row: &Row) -> Vec<String> {
    let codes: Vec<String> = row.codes().map(|(code, _)| code.clone()).collect();
    if !codes.is_empty() {
        return codes;
    }
    if !row.semantics.one_word_of.is_empty() {
        return row.semantics.one_word_of.clone();
    }
    let waivers = table.members().filter_map(|other| other.semantics.waived_when.as_ref());
    let waivers = waivers.filter(|when| when.member == row.name());
    let mut options: Vec<String> = Vec::new();
    for when in waivers {
        options.extend(when.values.iter().filter_map(|value| value.as_str().map(str::to_owned)));
        options.push(OTHER.to_owned());
        options.extend(when.lacks.iter().cloned());
    }
    options
}

fn entry(table: &Table, variant: usize) -> Entry {
    let mut entry = Entry::default();
    for row in table.members() {
        let options = options(table, row);
        let text = match options.get(variant % options.len().max(1)) {
            Some(option) => Some(option.clone()),
            None => plain(row),
        };
        if let Some(text) = text.filter(|_| table.disposition(row).is_none()) {
            put(&mut entry, row, text);
        }
    }
    let holds = |when: &RequiredWhen| entry.cells.get(&when.member).is_some_and(|cell| holds(when, &cell.text));
    let unneeded = |row: &&Row| {
        let semantics = &row.semantics;
        semantics.required_when.as_ref().is_some_and(|when| !holds(when))
            || semantics.waived_when.as_ref().is_some_and(holds)
    };
    let unneeded: Vec<&Row> = table.members().filter(unneeded).collect();
    for row in unneeded {
        entry.cells.remove(row.name());
    }
    entry
}

/// Whether a cell with this text fulfils a condition.
pub(super) fn holds(when: &RequiredWhen, text: &str) -> bool {
    let lacks = !when.lacks.is_empty() && !when.lacks.iter().any(|word| text.contains(word));
    lacks || when.values.iter().any(|value| value.as_str() == Some(text))
}

/// Writes into a cell.
pub(super) fn put(entry: &mut Entry, row: &Row, text: String) {
    entry.cells.insert(row.name().to_owned(), Cell { text, at: String::new() });
}

fn plain(row: &Row) -> Option<String> {
    let semantics = &row.semantics;
    if semantics.office_use {
        return None;
    }
    if let Some(start) = &semantics.starts {
        return Some(format!("{start}sample"));
    }
    Some(match semantics.format.as_deref() {
        Some("host-port") => "http://gateway.test:8080".to_owned(),
        Some("network-address") => HOST.to_owned(),
        Some("url") => format!("http://{HOST}/service"),
        Some("mobile") => "14100000001".to_owned(),
        Some("mail") => "somebody@app.test".to_owned(),
        Some("uscc") => credit_code(),
        _ => OTHER.to_owned(),
    })
}

/// A code of a region that does not exist, with the check character that fits.
fn credit_code() -> String {
    let fits = |code: &String| format("uscc").is_some_and(|format| (format.is_valid)(code));
    let codes = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars().map(|check| format!("91990000000000000{check}"));
    codes.into_iter().find(fits).unwrap_or_default()
}

/// Writes what is made of other cells of the form.
pub(super) fn render(standard: &Standard, filled: &mut Filled) {
    let tables: Vec<&Table> = filled.sections.iter().filter_map(|section| standard.table(&section.table)).collect();
    for table in tables {
        for row in table.members() {
            let Some(template) = &row.semantics.template else { continue };
            let text: String = template
                .split(['{', '}'])
                .enumerate()
                .map(|(at, part)| match standard.row(part).filter(|_| at % 2 == 1) {
                    None => part.to_owned(),
                    Some((other, cell)) => {
                        filled.cells_of(other, cell).next().map(|cell| cell.text.clone()).unwrap_or_default()
                    }
                })
                .collect();
            let entries = filled.section_mut(&table.id).into_iter().flat_map(|section| &mut section.entries);
            entries.for_each(|entry| put(entry, row, format!("{text}service")));
        }
    }
}
