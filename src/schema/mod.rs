//! JSON Schema 2020-12 from the rows of a standard's tables, and findings from the schemas.
//!
//! `derive` writes one schema a table, `compile` judges values by them and traces each error back to its row, `files`
//! keeps the committed copies in step with the tables.

mod compile;
mod derive;
mod files;
mod formats;
mod keywords;
mod locate;
mod trace;

#[cfg(test)]
mod laws;

pub use compile::{SchemaError, Schemas, Violation};
pub use derive::{derive, urn};
pub use files::{Drift, WriteError, drift, render, write};
pub use formats::{Format, Written, all, format, identity_check_digit, looks_like_s10, s10_check_digit, written};
pub use keywords::lint as lint_keywords;
