//! SQLite files, opened for reading alone.

use rusqlite::Connection as Session;
use rusqlite::ErrorCode;
use rusqlite::types::ValueRef;

use super::connection::{ColumnFact, Connection, DatabaseError};
use super::dialect::Dialect;
use super::untouched::Untouched;
use crate::subject::data::rows::Cell;

/// A session with a SQLite file.
pub(in crate::subject::data) struct Sqlite(Session);

impl Sqlite {
    /// Opens a file that exists.
    ///
    /// # Errors
    /// When it cannot be opened, or is no SQLite file.
    pub fn open(file: &Untouched) -> Result<Self, DatabaseError> {
        Self::over(file.session()?)
    }

    /// Takes a session over and keeps it from writing. Sorting goes to temporary files, not to memory.
    pub fn over(session: Session) -> Result<Self, DatabaseError> {
        let pragmas = "PRAGMA query_only = ON; PRAGMA temp_store = FILE; PRAGMA cache_size = -16000;";
        let opened =
            session.execute_batch(pragmas).and_then(|()| session.query_row("PRAGMA schema_version", [], |_| Ok(())));
        opened.map_err(|error| DatabaseError::Unreachable(error.to_string()))?;
        Ok(Self(session))
    }
}

fn failed(error: rusqlite::Error) -> DatabaseError {
    match error.sqlite_error_code() {
        Some(
            ErrorCode::CannotOpen | ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt | ErrorCode::SystemIoFailure,
        ) => DatabaseError::Lost(error.to_string()),
        _ => DatabaseError::Refused(error.to_string()),
    }
}

impl Connection for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn tables(&mut self) -> Result<Vec<String>, DatabaseError> {
        let query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name";
        let mut statement = self.0.prepare(query).map_err(failed)?;
        let names = statement.query_map([], |row| row.get::<_, String>(0)).map_err(failed)?;
        names.collect::<Result<_, _>>().map_err(failed)
    }

    fn columns(&mut self, table: &str) -> Result<Vec<ColumnFact>, DatabaseError> {
        let mut statement =
            self.0.prepare("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1)").map_err(failed)?;
        let facts = statement.query_map([table], |row| {
            let (name, declared): (String, String) = (row.get(0)?, row.get(1)?);
            let (not_null, key): (bool, i64) = (row.get(2)?, row.get(3)?);
            Ok((name, declared.to_lowercase(), not_null, key))
        });
        let facts: Vec<_> = facts.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)?;
        let keys = facts.iter().filter(|(_, _, _, key)| *key > 0).count();
        Ok(facts
            .into_iter()
            .map(|(name, declared, not_null, key)| {
                let (data_type, length) = declared.split_once('(').unwrap_or((&declared, ""));
                let is_key = keys == 1 && key > 0;
                // An integer that is the key is the number of the row, which SQLite counts up.
                let counts = is_key && declared == "integer";
                ColumnFact {
                    name,
                    data_type: data_type.trim().to_owned(),
                    max: length.trim_end_matches(')').trim().parse().ok(),
                    nullable: !not_null && !counts,
                    counts,
                    is_key,
                }
            })
            .collect())
    }

    fn each(&mut self, query: &str, row: &mut dyn FnMut(&[Cell<'_>])) -> Result<(), DatabaseError> {
        let mut statement = self.0.prepare(query).map_err(failed)?;
        let width = statement.column_count();
        let mut rows = statement.query([]).map_err(failed)?;
        let mut texts: Vec<String> = vec![String::new(); width];
        while let Some(next) = rows.next().map_err(failed)? {
            let mut null = vec![false; width];
            for (index, text) in texts.iter_mut().enumerate() {
                text.clear();
                match next.get_ref(index).map_err(failed)? {
                    ValueRef::Null => null[index] = true,
                    ValueRef::Integer(number) => text.push_str(&number.to_string()),
                    ValueRef::Real(number) => text.push_str(&number.to_string()),
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => text.push_str(&String::from_utf8_lossy(bytes)),
                }
            }
            let cells: Vec<Cell<'_>> =
                texts.iter().zip(&null).map(|(text, null)| (!null).then_some(text.as_str())).collect();
            row(&cells);
        }
        Ok(())
    }
}
