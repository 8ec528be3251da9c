//! A server without window functions, as MySQL 5.7 is one, comes to the same.

use rusqlite::{Connection as Session, params_from_iter};

use super::connection::{ColumnFact, Connection, DatabaseError};
use super::dialect::Dialect;
use super::judge::judge;
use super::sqlite::Sqlite;
use crate::id::Aspect;
use crate::standard::{Library, Source};
use crate::subject::data::options::Options;
use crate::subject::data::result::TableResult;
use crate::subject::data::rows::Cell;
use crate::subject::data::rules::{TableRules, rules};

/// Refuses what an old server does not know.
struct Old(Sqlite, usize);

impl Connection for Old {
    fn dialect(&self) -> Dialect {
        self.0.dialect()
    }

    fn tables(&mut self) -> Result<Vec<String>, DatabaseError> {
        self.0.tables()
    }

    fn columns(&mut self, table: &str) -> Result<Vec<ColumnFact>, DatabaseError> {
        self.0.columns(table)
    }

    fn each(&mut self, query: &str, row: &mut dyn FnMut(&[Cell<'_>])) -> Result<(), DatabaseError> {
        if query.contains(" OVER ") {
            self.1 += 1;
            return Err(DatabaseError::Refused("syntax".to_owned()));
        }
        self.0.each(query, row)
    }
}

/// The tables that a standard fixes, with steps of some records: key, record, operation; and rejected records.
fn session(tables: &[TableRules], steps: &[(i64, &str, &str)], rejected: &[&str]) -> Session {
    let session = Session::open_in_memory().expect("a session");
    for table in tables {
        let columns: Vec<String> = table.columns.iter().map(|column| format!("{} text", column.name)).collect();
        session.execute_batch(&format!("CREATE TABLE {} ({})", table.name, columns.join(", "))).expect("a table");
        let insert = |key: String, of: usize, record: &str, operation: Option<(usize, &str)>| {
            let mut cells = vec![String::new(); table.columns.len()];
            cells[table.key] = key;
            cells[of] = record.to_owned();
            if let Some((place, code)) = operation {
                cells[place] = code.to_owned();
            }
            let marks = vec!["?"; cells.len()].join(", ");
            let statement = format!("INSERT INTO {} VALUES ({marks})", table.name);
            session.execute(&statement, params_from_iter(cells)).expect("inserted");
        };
        if let Some(rule) = &table.sequence {
            for (key, record, operation) in steps {
                insert(format!("{key:03}"), rule.of, record, Some((rule.operation, operation)));
            }
        }
        if let Some(rule) = &table.resubmitted {
            rejected.iter().for_each(|record| insert("1".to_owned(), rule.of, record, None));
        }
    }
    session
}

/// What is wrong with the order of steps, and what is left open of it.
fn told(results: &[TableResult]) -> Vec<String> {
    let main = results.iter().find(|result| result.rules.sequence.is_some()).expect("a table with steps");
    let local = main.sequence_local().expect("a column");
    let offences = main.tally.offences.iter().filter(|one| one.local == local && one.aspect == Aspect::Behaviour);
    let lines = offences.map(|one| {
        let places: Vec<&str> = one.first.iter().map(|first| first.at.as_str()).collect();
        format!("{} {} {}", one.code, one.count, places.join(" "))
    });
    let open = main.open.iter().filter(|open| open.local == local && open.aspect == Aspect::Behaviour);
    lines.chain(open.map(|open| open.reason.clone())).collect()
}

#[test]
fn steps_are_compared_here_where_the_server_cannot() {
    let library = Library::load(&Source::embedded_schemas()).expect("the standards");
    let tables: Vec<TableRules> = library.standards.iter().flat_map(rules).collect();
    let codes = tables.iter().find_map(|table| table.sequence.as_ref()).expect("a sequence").codes.clone();
    let [insert, update, delete] = codes.each_ref().map(String::as_str);
    let steps = [
        (1, "A", insert),
        (2, "B", update),
        (3, "A", update),
        (4, "A", delete),
        (5, "A", update),
        (6, "C", insert),
        (7, "C", insert),
        (8, "D", insert),
        (9, "D", insert),
        (10, "a", delete),
    ];
    for rejected in [&["C"][..], &[]] {
        let options = Options::default();
        let fresh = || Sqlite::over(session(&tables, &steps, rejected)).expect("a session");
        let counted = judge(&tables, &mut fresh(), &options, &mut |_| {}).expect("judged");
        let mut old = Old(fresh(), 0);
        let compared = judge(&tables, &mut old, &options, &mut |_| {}).expect("judged");
        assert_eq!(old.1, 1, "one question was refused");
        assert_eq!(told(&compared), told(&counted));
        assert_eq!(told(&counted).len(), 2, "{:?}", told(&counted));
    }
}
