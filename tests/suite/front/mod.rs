//! `judge data`: the tables of a front database, as files, in SQLite and in MariaDB.

mod broken_files;
mod fair;
mod files;
mod mariadb;
mod proof;
mod reader;
mod rows;
mod sqlite;
mod structure;
