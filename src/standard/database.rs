//! What a table of a database means beyond its columns: its name, how its rows follow each other, which table answers it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

/// A table of a database. Columns are named as the rows print them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// The table's name in the database.
    pub name: String,
    /// The clause that fixes the name.
    pub clause: Spanned<String>,
    /// The column that is the primary key. It grows by itself and so gives the order of rows.
    pub key: Spanned<String>,
    /// The column that tells when a row was exchanged.
    pub time: Spanned<String>,
    /// The column that numbers exchanges, where rows of one exchange stand together.
    #[serde(default)]
    pub batch: Option<Spanned<String>>,
    /// How long an exchange may last.
    #[serde(default)]
    pub exchange: Option<Exchange>,
    /// How the rows of one record follow each other.
    #[serde(default)]
    pub sequence: Option<Sequence>,
    /// Where rows come again that stand here because they were rejected.
    #[serde(default)]
    pub resubmitted: Option<Resubmitted>,
}

/// How long an exchange may last: rows of one number that lie further apart are rows of two.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// Most days from one row to the next.
    pub idle_days: u16,
    /// Most days in all.
    pub days: u16,
}

/// How the rows of one record follow each other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// The column that names the record.
    pub of: Spanned<String>,
    /// The column that says what is done.
    pub operation: Spanned<String>,
    /// The code of a new record.
    pub insert: String,
    /// The code of a change.
    pub update: String,
    /// The code of the end.
    pub delete: String,
}

/// Where rejected rows come again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resubmitted {
    /// Local id of the table that they come again in.
    #[serde(rename = "in")]
    pub table: Spanned<String>,
    /// The column that names the record, in both.
    pub of: Spanned<String>,
    /// The clause that asks for it.
    pub clause: Spanned<String>,
}

/// Which check digit a value carries, told by another column of its row.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckDigit {
    /// The column that says what the value is.
    pub by: String,
    /// Formats by what stands there. Where nothing stands, a value that has the outline of one of them is held to those.
    pub formats: BTreeMap<String, String>,
}

impl Database {
    /// Whether the values of a column are compared over several rows.
    pub fn compares(&self, column: &str) -> bool {
        let operation = self.sequence.as_ref().map(|sequence| &sequence.operation);
        let mut compared = [Some(&self.key), self.batch.as_ref(), operation].into_iter().flatten();
        compared.any(|name| name.value == column)
    }

    /// The columns that it names.
    pub fn columns(&self) -> impl Iterator<Item = &Spanned<String>> {
        let sequence = self.sequence.iter().flat_map(|sequence| [&sequence.of, &sequence.operation]);
        let again = self.resubmitted.iter().map(|again| &again.of);
        [&self.key, &self.time].into_iter().chain(&self.batch).chain(sequence).chain(again)
    }
}
