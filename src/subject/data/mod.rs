//! Tables of a database, judged where they are or as files: structure, rows, and what only several rows show.
//!
//! Nothing is ever written to a source. Memory is bounded whatever the size of the tables.

mod csv;
mod gather;
mod groups;
mod moment;
mod options;
mod rows;
mod rules;
mod sort;
mod tally;

pub use csv::{Charset, CsvError, CsvFault, Records};
pub use options::{Options, Phase, Progress, Since};
pub use rows::{Cell, Place, RowJudge};
pub use rules::{Column, TableRules, ValueKind, rules};
pub use tally::{Offence, Offender, Tally};
