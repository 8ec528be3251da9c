//! Tables where they are: read-only sessions of MySQL, MariaDB and SQLite.

mod connection;
mod dialect;
mod judge;
mod mysql;
mod sqlite;
mod structure;
#[cfg(test)]
mod tests;
mod untouched;

pub use connection::DatabaseError;
pub(super) use judge::judge;
pub(super) use mysql::Mysql;
pub(super) use sqlite::Sqlite;
pub(super) use untouched::Untouched;
