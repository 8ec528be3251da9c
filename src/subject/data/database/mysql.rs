//! MySQL and MariaDB, in a session that is read-only.

use std::borrow::Cow;
use std::time::Duration;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error, OptsBuilder, Row, Value};
use tokio::runtime::Runtime;

use super::connection::{ColumnFact, Connection, DatabaseError};
use super::dialect::{Dialect, literal};
use crate::subject::data::rows::Cell;

/// How long a server may take to let somebody in.
const PATIENCE: Duration = Duration::from_secs(30);

/// A session with a server.
pub(in crate::subject::data) struct Mysql {
    runtime: Runtime,
    /// None once it said goodbye.
    connection: Option<Conn>,
}

impl Mysql {
    /// Connects, and makes the session read-only before anything else.
    ///
    /// # Errors
    /// When there is no session, or it cannot be made read-only.
    pub fn connect(options: OptsBuilder) -> Result<Self, DatabaseError> {
        let unreachable = |error: &dyn std::fmt::Display| DatabaseError::Unreachable(error.to_string());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| unreachable(&error))?;
        let setup = ["SET SESSION TRANSACTION READ ONLY", "SET NAMES utf8mb4"].map(str::to_owned).to_vec();
        let connecting = async { tokio::time::timeout(PATIENCE, Conn::new(options.setup(setup))).await };
        let connected = runtime.block_on(connecting).map_err(|_| unreachable(&"no answer in time"))?;
        let connection = connected.map_err(|error| unreachable(&error))?;
        Ok(Self { runtime, connection: Some(connection) })
    }
}

impl Mysql {
    /// The columns of the primary key. `COLUMN_KEY` calls any unique index of values that are never null so, where there is no
    /// other; the name of the index is that of primary keys alone, and a user who may read sees it.
    fn primary_key(&mut self, table: &str) -> Result<Vec<String>, DatabaseError> {
        let query = format!(
            "SELECT COLUMN_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {table} \
             AND INDEX_NAME = 'PRIMARY'"
        );
        let mut names = Vec::new();
        self.each(&query, &mut |row| names.extend(row[0].map(str::to_owned)))?;
        Ok(names)
    }
}

impl Drop for Mysql {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            // The session ends with its connection, said goodbye to or not.
            let _ = self.runtime.block_on(connection.disconnect());
        }
    }
}

fn failed(error: &Error) -> DatabaseError {
    match error {
        Error::Server(error) => DatabaseError::Refused(error.to_string()),
        other => DatabaseError::Lost(other.to_string()),
    }
}

impl Connection for Mysql {
    fn dialect(&self) -> Dialect {
        Dialect::Mysql
    }

    fn tables(&mut self) -> Result<Vec<String>, DatabaseError> {
        let query = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()";
        let mut names = Vec::new();
        self.each(query, &mut |row| names.extend(row[0].map(str::to_owned)))?;
        Ok(names)
    }

    fn columns(&mut self, table: &str) -> Result<Vec<ColumnFact>, DatabaseError> {
        let table = literal(table);
        let query = format!(
            "SELECT COLUMN_NAME, LOWER(DATA_TYPE), CHARACTER_MAXIMUM_LENGTH, IS_NULLABLE, LOWER(EXTRA) \
             FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {table} \
             ORDER BY ORDINAL_POSITION"
        );
        let key = self.primary_key(&table)?;
        let mut facts = Vec::new();
        self.each(&query, &mut |row| {
            let cell = |index: usize| row.get(index).copied().flatten().unwrap_or_default();
            facts.push(ColumnFact {
                name: cell(0).to_owned(),
                data_type: cell(1).to_owned(),
                max: cell(2).parse().ok(),
                nullable: cell(3) == "YES",
                counts: cell(4).contains("auto_increment"),
                is_key: key.len() == 1 && key[0].eq_ignore_ascii_case(cell(0)),
            });
        })?;
        Ok(facts)
    }

    fn each(&mut self, query: &str, row: &mut dyn FnMut(&[Cell<'_>])) -> Result<(), DatabaseError> {
        let Some(connection) = &mut self.connection else { return Ok(()) };
        let streamed = self.runtime.block_on(async {
            let mut result = connection.query_iter(query).await?;
            while let Some(next) = result.next().await? {
                hand_out(&next, row);
            }
            Ok(())
        });
        streamed.map_err(|error: Error| failed(&error))
    }
}

fn hand_out(next: &Row, row: &mut dyn FnMut(&[Cell<'_>])) {
    let texts: Vec<Option<Cow<'_, str>>> = (0..next.len()).map(|index| next.as_ref(index).and_then(text)).collect();
    let cells: Vec<Cell<'_>> = texts.iter().map(Option::as_deref).collect();
    row(&cells);
}

/// A value as the text protocol carries it.
fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::NULL => None,
        Value::Bytes(bytes) => Some(String::from_utf8_lossy(bytes)),
        other => Some(Cow::Owned(other.as_sql(true).trim_matches('\'').to_owned())),
    }
}
