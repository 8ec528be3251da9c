//! Forms that somebody fills in: which tables each is made of, and what holds between tables and forms.

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::model::Standard;
use super::table::{Row, Table};
use crate::id::Text;

/// One form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Name in commands and reports.
    pub name: String,
    /// Clause.
    pub clause: String,
    /// Title as printed.
    pub title: Text,
    /// Its tables, in the order of the text.
    pub parts: Vec<FormPart>,
    /// Names of sheets that lie in the same workbook and are no part of it.
    #[serde(default)]
    pub other_sheets: Vec<String>,
}

/// Words of people who fill forms in, whatever the cell.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FormWords {
    /// What says that there is nothing to say: a cell with it is as good as empty.
    pub nothing: Vec<String>,
    /// What turns the word behind it into its contrary.
    pub negations: Vec<String>,
    /// What stands at the beginning of a row below a list that is no entry of it.
    pub asides: Vec<String>,
}

/// A table as a part of a form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormPart {
    /// Id of the table.
    pub table: Spanned<String>,
    /// It is filled in as often as needed, also not at all.
    #[serde(default)]
    pub repeats: bool,
    /// The sheet of a workbook that it stands in; the form's own where left out.
    #[serde(default)]
    pub sheet: Option<String>,
}

/// What holds between tables and forms, judged as the behaviour of a clause.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormRule {
    /// The clause.
    pub requirement: Spanned<String>,
    /// What it asks.
    pub asks: Asks,
}

/// What a rule between tables and forms asks.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// At least one of these tables is filled in.
    SomeFilled(Vec<Spanned<String>>),
    /// Forms that are handed in together differ in this row.
    Differ(Spanned<String>),
    /// The table has entries when one of the rows has the word.
    RowsWhen(Depends),
    /// The table has no entries unless one of the rows has the word.
    NoneUnless(Depends),
    /// Addresses that begin so stand in entries that have the word.
    AddressIn(Addresses),
    /// Hosts of entries that have the word are named in these rows.
    AddressNamed(Addresses),
    /// Hosts of entries that have the word stand, in entries of these two rows, beside as many others as their place says.
    AddressLinked(Addresses),
}

/// Rows of addresses, beside the rows that say in which network each is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addresses {
    /// The rows.
    pub places: Vec<AddressPlace>,
    /// The word.
    pub has: String,
    /// What an address begins with.
    #[serde(default)]
    pub begins: String,
    /// Rows that name addresses.
    #[serde(default)]
    pub rows: Vec<Spanned<String>>,
    /// Rows of addresses for which tables of the form say together in which networks they are.
    #[serde(default)]
    pub servers: Vec<ServerPlace>,
}

/// A row of addresses, and the rows of other tables that say in which networks they are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerPlace {
    /// The row of addresses.
    pub address: Spanned<String>,
    /// The rows of the networks.
    pub networks: Vec<Spanned<String>>,
}

/// A row of addresses, and the row of the same table that says in which network they are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressPlace {
    /// The row of addresses.
    pub address: Spanned<String>,
    /// The row of the network.
    pub network: Spanned<String>,
    /// How many others it has to be linked with, where links are asked for.
    #[serde(default)]
    pub links: usize,
}

/// A table whose entries depend on what rows of other tables say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Depends {
    /// The table.
    pub table: Spanned<String>,
    /// The word.
    pub has: String,
    /// The rows.
    pub rows: Vec<Spanned<String>>,
}

impl Asks {
    /// The tables whose entries it looks at.
    pub fn tables(&self) -> Vec<&Spanned<String>> {
        match self {
            Self::SomeFilled(tables) => tables.iter().collect(),
            Self::Differ(_) | Self::AddressIn(_) | Self::AddressNamed(_) | Self::AddressLinked(_) => Vec::new(),
            Self::RowsWhen(depends) | Self::NoneUnless(depends) => vec![&depends.table],
        }
    }

    /// The rows that it looks at.
    pub fn rows(&self) -> Vec<&Spanned<String>> {
        match self {
            Self::SomeFilled(_) => Vec::new(),
            Self::Differ(row) => vec![row],
            Self::RowsWhen(depends) | Self::NoneUnless(depends) => depends.rows.iter().collect(),
            Self::AddressIn(asks) | Self::AddressNamed(asks) | Self::AddressLinked(asks) => {
                let places = asks.places.iter().flat_map(|place| [&place.address, &place.network]);
                let servers = asks.servers.iter().flat_map(|one| std::iter::once(&one.address).chain(&one.networks));
                places.chain(&asks.rows).chain(servers).collect()
            }
        }
    }
}

impl Form {
    /// Its tables with the part that each plays.
    pub fn tables<'s>(&'s self, standard: &'s Standard) -> impl Iterator<Item = (&'s FormPart, &'s Table)> {
        self.parts.iter().filter_map(|part| Some((part, standard.table(&part.table.value)?)))
    }
}

impl Standard {
    /// The form with this name.
    pub fn form(&self, name: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.name == name)
    }

    /// The form that a table belongs to.
    pub fn form_of_table(&self, table: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.parts.iter().any(|part| part.table.value == table))
    }

    /// The form that a requirement belongs to, by its local id: that of its row's table, or of its clause.
    pub fn form_of(&self, local: &str) -> Option<&Form> {
        match self.row(local) {
            Some((table, _)) => self.form_of_table(&table.id),
            None => self.forms.iter().find(|form| is_below(local, &form.clause)),
        }
    }
}

fn is_below(local: &str, clause: &str) -> bool {
    local.strip_prefix(clause).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl Row {
    /// The group that the label stands in, and the label: `组/名称` is printed in two cells.
    pub fn grouped_label(&self) -> (Option<&str>, &str) {
        match self.name().split_once('/') {
            Some((group, label)) => (Some(group), label),
            None => (None, self.name()),
        }
    }

    /// Whether the cell is one of options: listed codes, words of which it names one, or what makes another cell needed.
    pub fn has_options(&self, table: &Table) -> bool {
        let decides = |other: &Row| {
            let whens = [&other.semantics.required_when, &other.semantics.waived_when];
            whens.into_iter().flatten().any(|when| when.member == self.name())
        };
        self.has_codes() || !self.semantics.one_word_of.is_empty() || table.members().any(decides)
    }
}
