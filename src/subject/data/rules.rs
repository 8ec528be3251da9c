//! The rules of a table of a database, made ready for many rows.

use std::collections::BTreeMap;

use regex::Regex;

use crate::schema::{Format, format};
use crate::standard::{Kind, Row, Standard, Table, ValueType};

/// One table with everything that its rows are held to.
#[derive(Debug, Clone)]
pub struct TableRules {
    /// Local id of the standard's table.
    pub id: String,
    /// Name in the database.
    pub name: String,
    /// Local id of the clause that fixes the name.
    pub clause: String,
    /// Columns in the order of the standard.
    pub columns: Vec<Column>,
    /// The primary key, as a place in `columns`.
    pub key: usize,
    /// When a row was exchanged.
    pub time: usize,
    /// The number of the exchange.
    pub batch: Option<usize>,
    /// How long an exchange may last.
    pub exchange: Option<ExchangeRule>,
    /// How the rows of one record follow each other.
    pub sequence: Option<SequenceRule>,
    /// Where rejected rows come again.
    pub resubmitted: Option<ResubmittedRule>,
}

impl TableRules {
    /// The JSON pointer of a column, or of the table, in findings.
    pub fn pointer(&self, column: Option<&Column>) -> String {
        match column {
            Some(column) => format!("/{}/{}", self.name, column.name),
            None => format!("/{}", self.name),
        }
    }
}

/// How long an exchange may last: what lasts longer is two of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExchangeRule {
    /// Most days from one row to the next.
    pub idle_days: i32,
    /// Most days in all.
    pub days: i32,
}

/// How the rows of one record follow each other.
#[derive(Debug, Clone)]
pub struct SequenceRule {
    /// The column that names the record.
    pub of: usize,
    /// The column that says what is done.
    pub operation: usize,
    /// Codes of a new record, a change and the end.
    pub codes: [String; 3],
}

/// Where rejected rows come again.
#[derive(Debug, Clone)]
pub struct ResubmittedRule {
    /// Local id of the table that they come again in.
    pub table: String,
    /// The column that names the record.
    pub of: usize,
    /// Local id of the clause that asks for it.
    pub clause: String,
}

/// One column with everything that its values are held to.
#[derive(Debug, Clone)]
pub struct Column {
    /// Local id of the standard's row.
    pub local: String,
    /// Name, as printed. Its case does not count.
    pub name: String,
    /// The type cell as printed: `varchar(32)`.
    pub declared: String,
    /// What values are.
    pub kind: ValueKind,
    /// It must have a value.
    pub required: bool,
    /// Most characters.
    pub max: Option<u32>,
    /// The codes that exist; none where any value is right.
    pub codes: Vec<String>,
    /// A value may be several codes.
    pub several: bool,
    /// The shape of values.
    pub format: Option<&'static Format>,
    /// The expression that values match.
    pub pattern: Option<Regex>,
    /// The expression of values that exist.
    pub known: Option<Regex>,
    /// Which check digit values carry.
    pub check_digit: Option<CheckDigitRule>,
    /// Values are personal data.
    pub personal: bool,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Integers of eight bytes.
    Integer,
    /// Points in time.
    Moment,
    /// Texts.
    Text,
}

/// Which check digit a value carries, by another column.
#[derive(Debug, Clone)]
pub struct CheckDigitRule {
    /// The other column.
    pub by: usize,
    /// Formats by what stands there.
    pub formats: Vec<(String, &'static Format)>,
}

/// The tables of databases that a standard fixes.
pub fn rules(standard: &Standard) -> Vec<TableRules> {
    standard.tables.iter().filter(|table| table.kind == Kind::Database).filter_map(of_table).collect()
}

/// None where the table says nothing about a database or names a column that it lacks, which the lint refuses.
fn of_table(table: &Table) -> Option<TableRules> {
    let database = table.database.as_ref()?;
    let rows: Vec<&Row> = table.members().collect();
    let place = |name: &str| rows.iter().position(|row| row.name().eq_ignore_ascii_case(name));
    let sequence = database.sequence.as_ref().map(|sequence| {
        Some(SequenceRule {
            of: place(&sequence.of.value)?,
            operation: place(&sequence.operation.value)?,
            codes: [sequence.insert.clone(), sequence.update.clone(), sequence.delete.clone()],
        })
    });
    let resubmitted = database.resubmitted.as_ref().map(|again| {
        Some(ResubmittedRule {
            table: again.table.value.clone(),
            of: place(&again.of.value)?,
            clause: again.clause.value.clone(),
        })
    });
    Some(TableRules {
        id: table.id.clone(),
        name: database.name.clone(),
        clause: database.clause.value.clone(),
        columns: rows.iter().map(|row| column(table, row, &place)).collect(),
        key: place(&database.key.value)?,
        time: place(&database.time.value)?,
        batch: database.batch.as_ref().and_then(|batch| place(&batch.value)),
        exchange: database
            .exchange
            .map(|rule| ExchangeRule { idle_days: rule.idle_days.into(), days: rule.days.into() }),
        sequence: sequence.flatten(),
        resubmitted: resubmitted.flatten(),
    })
}

fn column(table: &Table, row: &Row, place: &dyn Fn(&str) -> Option<usize>) -> Column {
    let semantics = &row.semantics;
    let whole = |pattern: &Option<String>| pattern.as_ref().and_then(|text| Regex::new(&format!("^(?:{text})$")).ok());
    let check_digit = semantics.check_digit.as_ref().and_then(|rule| {
        let formats: &BTreeMap<String, String> = &rule.formats;
        let formats = formats.iter().filter_map(|(code, name)| Some((code.clone(), format(name)?))).collect();
        Some(CheckDigitRule { by: place(&rule.by)?, formats })
    });
    let kind = match row.value_type() {
        ValueType::BigInt | ValueType::Number => ValueKind::Integer,
        _ if row.printed_type.value == "timestamp" => ValueKind::Moment,
        _ => ValueKind::Text,
    };
    Column {
        local: table.local_id(row),
        name: row.name().to_owned(),
        declared: row.printed_type.value.clone(),
        kind,
        required: row.required(),
        max: row.length().max,
        codes: row.codes().map(|(code, _)| code.clone()).collect(),
        several: semantics.several,
        format: semantics.format.as_deref().and_then(format),
        pattern: whole(&semantics.pattern),
        known: whole(&semantics.known),
        check_digit,
        personal: row.class.is_some(),
    }
}
