//! Tables of a database, judged where they are or as files: structure, rows, and what only several rows show.
//!
//! Nothing is ever written to a source. Memory is bounded whatever the size of the tables.

mod compare;
mod csv;
mod database;
mod exchanges;
mod gather;
mod groups;
mod judge;
mod moment;
mod options;
mod result;
mod rows;
mod rules;
mod sort;
mod source;
mod tally;
mod tell;

pub use csv::{Charset, CsvError, CsvFault, Records};
pub use database::DatabaseError;
pub use judge::{DataError, judge, judge_session};
pub use options::{Options, Phase, Progress, Since};
pub use result::{Open, TableResult, units};
pub use rows::{Cell, Place, RowJudge};
pub use rules::{Column, TableRules, ValueKind, rules};
pub use source::{Source, SourceError};
pub use tally::{Offence, Offender, Tally};
pub use tell::{part, tell};
