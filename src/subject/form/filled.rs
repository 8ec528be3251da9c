//! A form as it was filled in, whatever it was written in.

use std::collections::BTreeMap;
use std::fmt;

use crate::standard::{Form, Row, Table};

/// A form as it was filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// Id of the standard.
    pub standard: String,
    /// Name of the form.
    pub form: String,
    /// The file, as the user knows it.
    pub file: String,
    /// Its tables, in the order of the standard.
    pub sections: Vec<Section>,
    /// What of the file was not read, in words.
    pub notes: Vec<String>,
}

/// One table of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Id of the table.
    pub table: String,
    /// Whether it may have any number of entries; else it has one.
    pub repeats: bool,
    /// What was filled in.
    pub entries: Vec<Entry>,
}

/// The cells of one entry, by the name of their row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// The cells.
    pub cells: BTreeMap<String, Cell>,
    /// Cells that are empty, or say nothing, by the name of their row.
    pub empty: BTreeMap<String, Cell>,
    /// Cells of which only the formula is there, or an error, by the name of their row.
    pub unusable: BTreeMap<String, Unusable>,
}

/// A cell of a workbook that has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    /// Why.
    pub why: NoValue,
    /// Where: `Sheet1!B4`.
    pub at: String,
}

/// Why a cell of a workbook has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoValue {
    /// It has a formula that no program has computed yet.
    Uncomputed,
    /// Its formula came to this error.
    Error(String),
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What stands there, without blanks around.
    pub text: String,
    /// Where: `12:5` of a text file, `Sheet1!B4` of a workbook.
    pub at: String,
}

/// Why a file is no form that can be judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct FormError {
    /// The file, as the user knows it.
    pub file: String,
    /// Where in it: `12:5`, `Sheet1!B4`; empty where it is about the whole.
    pub at: String,
    /// What is wrong, and what was expected.
    pub message: String,
    /// What to do, where there is a good guess.
    pub help: Option<String>,
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.at.is_empty() { String::new() } else { format!(":{}", self.at) };
        write!(f, "error: {}{place}: {}", self.file, self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, ": {help}"))
    }
}

impl FormError {
    /// A fault at a place of a file.
    pub fn new(file: &str, at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), at: at.into(), message: message.into(), help: None }
    }

    /// With what to do.
    pub fn helping(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

impl Filled {
    /// Nothing filled in yet.
    pub fn empty(standard: &crate::standard::Standard, form: &Form, file: &str) -> Self {
        let sections = form.tables(standard).map(|(part, table)| Section {
            table: table.id.clone(),
            repeats: part.repeats,
            entries: if part.repeats { Vec::new() } else { vec![Entry::default()] },
        });
        Self {
            standard: standard.id.clone(),
            form: form.name.clone(),
            file: file.to_owned(),
            sections: sections.collect(),
            notes: Vec::new(),
        }
    }

    /// The table with this id.
    pub fn section(&self, table: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.table == table)
    }

    /// The table with this id, to be filled in.
    pub fn section_mut(&mut self, table: &str) -> Option<&mut Section> {
        self.sections.iter_mut().find(|section| section.table == table)
    }

    /// Every cell of a row.
    pub fn cells_of<'f>(&'f self, table: &Table, row: &'f Row) -> impl Iterator<Item = &'f Cell> {
        let entries = self.section(&table.id).into_iter().flat_map(|section| &section.entries);
        entries.filter_map(|entry| entry.cells.get(row.name()))
    }

    /// Whether nothing at all is filled in.
    pub fn is_empty(&self) -> bool {
        self.sections.iter().all(Section::is_empty)
    }
}

impl Section {
    /// Whether nothing is filled in.
    pub fn is_empty(&self) -> bool {
        self.entries.iter().all(Entry::is_empty)
    }
}

impl Entry {
    /// Whether nothing is filled in.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.unusable.is_empty()
    }
}

/// The JSON pointer of a cell: caption, number of the entry where there are several, label.
pub(super) fn pointer(section: &Section, table: &Table, index: usize, row: &Row) -> String {
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    let entry = if section.repeats { format!("/{index}") } else { String::new() };
    format!("/{}{entry}/{}", escaped(&table.caption), escaped(row.name()))
}
