//! What a database is asked.

use super::dialect::Dialect;
use crate::subject::data::rows::Cell;

/// A session that cannot write.
pub(in crate::subject::data) trait Connection {
    /// How it is spoken to.
    fn dialect(&self) -> Dialect;

    /// Names of its tables.
    fn tables(&mut self) -> Result<Vec<String>, DatabaseError>;

    /// What it says about the columns of a table.
    fn columns(&mut self, table: &str) -> Result<Vec<ColumnFact>, DatabaseError>;

    /// Hands out one row after the other, never holding all of them.
    fn each(&mut self, query: &str, row: &mut dyn FnMut(&[Cell<'_>])) -> Result<(), DatabaseError>;
}

/// What a database says about a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::subject::data) struct ColumnFact {
    pub name: String,
    /// The name of the type in lower case, without length.
    pub data_type: String,
    /// Characters of a text; none where the type sets no limit that a table could be about.
    pub max: Option<u64>,
    pub nullable: bool,
    /// The database counts it up by itself.
    pub counts: bool,
    /// It is the primary key, alone.
    pub is_key: bool,
}

/// A database that cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// There is no session.
    #[error(
        "no session with the database: {0}; expected mysql://USER:${{env:NAME}}@HOST/DATABASE or the path of a SQLite file"
    )]
    Unreachable(String),
    /// It refused a statement, which says nothing about others.
    #[error("the database refuses: {0}")]
    Refused(String),
    /// What was read is not one state of the database.
    #[error("somebody wrote to the database while it was read: judge it when nobody does, or a copy of it")]
    Changed,
    /// The session ended.
    #[error("the session with the database ended: {0}")]
    Lost(String),
}
