//! Tables as they are declared, held to the tables of the standard.

use serde_json::{Value, json};

use super::connection::ColumnFact;
use super::dialect::{Dialect, Names};
use crate::id::Aspect;
use crate::subject::data::result::TableResult;
use crate::subject::data::rules::{Column, TableRules, ValueKind};
use crate::subject::data::tally::{Offender, Tally, Wrong};
use crate::verdict::FindingCode;

/// Holds the declared columns to the rules, and tells how they are called.
pub(super) fn structure(result: &mut TableResult, table: &str, facts: &[ColumnFact], dialect: Dialect) -> Names {
    let rules = result.rules.clone();
    let fact_of = |column: &Column| facts.iter().find(|fact| fact.name.eq_ignore_ascii_case(&column.name));
    let mut report = Report { tally: &mut result.tally, table };
    for (index, column) in rules.columns.iter().enumerate() {
        match fact_of(column) {
            None => {
                report.add(column, Aspect::Presence, FindingCode::Missing, &column.declared, Value::Null, Value::Null);
            }
            Some(fact) => {
                if fact.name != column.name {
                    let name = json!(fact.name);
                    report.add(column, Aspect::Presence, FindingCode::MiscasedKey, &column.name, Value::Null, name);
                }
                declared(&mut report, column, fact, dialect);
                if index == rules.key {
                    key(&mut report, column, fact, dialect);
                }
            }
        }
    }
    let columns: Vec<_> = rules.columns.iter().map(|column| fact_of(column).map(|fact| fact.name.clone())).collect();
    open_what_is_missing(result, &rules, &columns);
    let time = columns.get(rules.time).cloned().flatten();
    Names { table: table.to_owned(), columns, time }
}

/// A column that is not there shows nothing but that.
fn open_what_is_missing(result: &mut TableResult, rules: &TableRules, columns: &[Option<String>]) {
    let missing = rules.columns.iter().zip(columns).filter(|(_, name)| name.is_none());
    for column in missing.map(|(column, _)| column) {
        for (local, aspect) in super::super::result::units(rules) {
            if local == column.local && aspect != Aspect::Presence {
                let cause = rules.pointer(Some(column));
                result.leave_open(&local, aspect, format!("there is no column {}", column.name), cause);
            }
        }
    }
}

fn declared(report: &mut Report<'_>, column: &Column, fact: &ColumnFact, dialect: Dialect) {
    let family = family(&fact.data_type, dialect);
    let fits = match column.kind {
        ValueKind::Integer => family == Family::Integer,
        ValueKind::Text => family == Family::Text,
        // SQLite has no type for it, and each of these can be written there.
        ValueKind::Moment => family == Family::Moment || dialect == Dialect::Sqlite && family == Family::Text,
    };
    if !fits {
        let actual = json!(fact.data_type);
        report.add(column, Aspect::Type, FindingCode::WrongType, &column.declared, actual.clone(), actual);
    } else if column.kind == ValueKind::Text {
        width(report, column, fact, dialect);
    }
    let actual = || json!(if fact.nullable { "NULL" } else { "NOT NULL" });
    match (column.required, fact.nullable) {
        (true, true) => report.add(column, Aspect::Presence, FindingCode::Nullable, "NOT NULL", Value::Null, actual()),
        (false, false) => report.add(column, Aspect::Presence, FindingCode::NotNullable, "NULL", Value::Null, actual()),
        _ => {}
    }
}

/// Types that hold more than any table asks for say so by a limit of 65,535 bytes and above, or by none.
const UNLIMITED: u64 = 65_535;

/// Types of long texts that are not the longest; `text` is the longest that SQLite has.
fn is_shorter(data_type: &str, dialect: Dialect) -> bool {
    data_type == "mediumtext" || data_type == "text" && dialect == Dialect::Mysql
}

fn width(report: &mut Report<'_>, column: &Column, fact: &ColumnFact, dialect: Dialect) {
    let actual = || json!(format!("{}({})", fact.data_type, fact.max.map_or("-".to_owned(), |max| max.to_string())));
    let max = fact.max.filter(|max| *max < UNLIMITED);
    match (column.max, max) {
        (Some(wanted), Some(max)) if max < u64::from(wanted) => {
            report.add(column, Aspect::Length, FindingCode::NarrowColumn, &column.declared, Value::Null, actual());
        }
        // A text without limits is narrow when it has one.
        (None, Some(_)) => {
            report.add(column, Aspect::Type, FindingCode::NarrowColumn, &column.declared, Value::Null, actual());
        }
        (None, None) if is_shorter(&fact.data_type, dialect) => {
            let (declared, variant) = (&column.declared, json!(fact.data_type));
            report.add(column, Aspect::Type, FindingCode::NarrowColumn, declared, variant, actual());
        }
        (Some(wanted), max) if max.is_none_or(|max| max > u64::from(wanted)) => {
            report.add(column, Aspect::Length, FindingCode::WideColumn, &column.declared, Value::Null, actual());
        }
        _ => {}
    }
}

fn key(report: &mut Report<'_>, column: &Column, fact: &ColumnFact, dialect: Dialect) {
    let behaviour = Aspect::Behaviour;
    if !fact.is_key {
        report.add(column, behaviour, FindingCode::NoPrimaryKey, "PRIMARY KEY", Value::Null, Value::Null);
    } else if !fact.counts && family(&fact.data_type, dialect) == Family::Integer {
        report.add(column, behaviour, FindingCode::NotCountedUp, "AUTO_INCREMENT", Value::Null, Value::Null);
    }
}

/// What a type can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Integer,
    Text,
    Moment,
    Other,
}

fn family(data_type: &str, dialect: Dialect) -> Family {
    match data_type {
        "bigint" | "bigint unsigned" => Family::Integer,
        "integer" | "int" if dialect == Dialect::Sqlite => Family::Integer,
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "nvarchar" => Family::Text,
        "timestamp" => Family::Moment,
        _ => Family::Other,
    }
}

struct Report<'a> {
    tally: &'a mut Tally,
    table: &'a str,
}

impl Report<'_> {
    fn add(
        &mut self,
        column: &Column,
        aspect: Aspect,
        code: FindingCode,
        expected: &str,
        variant: Value,
        actual: Value,
    ) {
        let wrong = Wrong { local: &column.local, aspect, code, expected, variant };
        let at = format!("{}.{}", self.table, column.name);
        self.tally.add(&wrong, || Offender { order: 0, at, actual });
    }
}
