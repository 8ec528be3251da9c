//! A conforming database, made from the rules of its tables alone.

use rusqlite::{Connection, params_from_iter};

use crate::subject::data::{Column, TableRules, ValueKind};

/// Dates that some format takes.
const DATES: [&str; 3] = ["2024年1月8日", "2024年01月08日", "2024-01-08"];

/// Digits of the longest number that a pattern may ask for.
const MOST_DIGITS: usize = 18;

/// Characters that check digits are made of.
const CHECK: &str = "0123456789ABCDEFGHJKLMNPQRTUWXYZ";

/// A database.
pub(super) struct Specimen {
    pub tables: Vec<SpecimenTable>,
}

/// A table of it.
pub(super) struct SpecimenTable {
    pub rules: TableRules,
    pub name: String,
    pub lost: bool,
    pub columns: Vec<SpecimenColumn>,
    pub rows: Vec<Vec<Option<String>>>,
}

/// A column of it.
pub(super) struct SpecimenColumn {
    pub name: String,
    pub declared: String,
    pub not_null: bool,
    pub key: bool,
    pub lost: bool,
}

/// What the rows of the main table do: record, place of the operation's code, day, exchange. The third record is rejected
/// first and comes again.
const ACTS: [(&str, usize, u8, &str); 7] = [
    ("A", 0, 1, "1"),
    ("B", 0, 1, "1"),
    ("B", 1, 2, "2"),
    ("C", 0, 2, "2"),
    ("C", 0, 3, "3"),
    ("B", 2, 3, "3"),
    ("D", 0, 4, "4"),
];

/// The rows of the table of rejected ones.
const REJECTED: [(&str, usize, u8, &str); 1] = [("C", 0, 2, "2")];

impl Specimen {
    pub fn of(rules: &[TableRules]) -> Self {
        Self { tables: rules.iter().map(table).collect() }
    }

    /// The database in memory.
    pub fn session(&self) -> rusqlite::Result<Connection> {
        let session = Connection::open_in_memory()?;
        for table in self.tables.iter().filter(|table| !table.lost) {
            let kept: Vec<usize> = (0..table.columns.len()).filter(|place| !table.columns[*place].lost).collect();
            let columns: Vec<String> = kept.iter().map(|place| table.columns[*place].definition()).collect();
            session.execute_batch(&format!("CREATE TABLE \"{}\" ({})", table.name, columns.join(", ")))?;
            let marks = vec!["?"; kept.len()].join(", ");
            let mut insert = session.prepare(&format!("INSERT INTO \"{}\" VALUES ({marks})", table.name))?;
            for row in &table.rows {
                insert.execute(params_from_iter(kept.iter().map(|place| row.get(*place).cloned().flatten())))?;
            }
        }
        Ok(session)
    }
}

impl SpecimenColumn {
    fn definition(&self) -> String {
        let key = if self.key { " PRIMARY KEY" } else { "" };
        let null = if self.not_null { " NOT NULL" } else { "" };
        format!("\"{}\" {}{key}{null}", self.name, self.declared)
    }
}

fn table(rules: &TableRules) -> SpecimenTable {
    let columns = rules.columns.iter().enumerate().map(|(index, column)| SpecimenColumn {
        name: column.name.clone(),
        // A key that SQLite counts up is called so.
        declared: if index == rules.key { "integer".to_owned() } else { column.declared.clone() },
        not_null: column.required,
        key: index == rules.key,
        lost: false,
    });
    let acts: &[_] = if rules.resubmitted.is_some() { &REJECTED } else { &ACTS };
    SpecimenTable {
        rules: rules.clone(),
        name: rules.name.clone(),
        lost: false,
        columns: columns.collect(),
        rows: acts.iter().zip(1..).map(|(act, number)| row(rules, *act, number)).collect(),
    }
}

fn row(rules: &TableRules, (record, act, day, batch): (&str, usize, u8, &str), number: usize) -> Vec<Option<String>> {
    let of = rules.sequence.as_ref().map(|rule| rule.of).or(rules.resubmitted.as_ref().map(|rule| rule.of));
    let value = |(index, column): (usize, &Column)| match index {
        _ if index == rules.key => number.to_string(),
        _ if Some(index) == of => record.to_owned(),
        _ if Some(index) == rules.batch => batch.to_owned(),
        _ if rules.sequence.as_ref().is_some_and(|rule| rule.operation == index) => {
            rules.sequence.as_ref().map_or(String::new(), |rule| rule.codes[act].clone())
        }
        _ if column.kind == ValueKind::Moment => format!("2024-01-{day:02} 08:00:00"),
        _ => value(rules, index, column),
    };
    rules.columns.iter().enumerate().map(|one| Some(value(one))).collect()
}

/// A value that keeps every rule of its column.
fn value(rules: &TableRules, index: usize, column: &Column) -> String {
    if let Some(rule) = &column.check_digit
        && let Some((_, format)) = rule.formats.first()
    {
        return with_check_digit(format.invalid, format.is_valid);
    }
    // Another column's check digit goes by this one.
    let by_this = rules.columns.iter().filter_map(|other| other.check_digit.as_ref()).find(|rule| rule.by == index);
    if let Some((code, _)) = by_this.and_then(|rule| rule.formats.first()) {
        return code.clone();
    }
    if let Some(code) = column.codes.first() {
        return code.clone();
    }
    if let Some(format) = column.format {
        let date = DATES.into_iter().find(|date| format.asserted && (format.is_valid)(date));
        return date.map_or_else(|| with_check_digit(format.invalid, format.is_valid), str::to_owned);
    }
    if let Some(pattern) = column.known.as_ref().or(column.pattern.as_ref()) {
        let mut numbers = (1..=MOST_DIGITS).flat_map(|width| (0..1000).map(move |number| format!("{number:0width$}")));
        return numbers.find(|number| pattern.is_match(number)).unwrap_or_default();
    }
    "样例".to_owned()
}

/// The number with the check digit that it lacks.
fn with_check_digit(invalid: &str, is_valid: fn(&str) -> bool) -> String {
    let body: String = invalid.chars().take(invalid.chars().count() - 1).collect();
    CHECK.chars().map(|digit| format!("{body}{digit}")).find(|number| is_valid(number)).unwrap_or_default()
}
