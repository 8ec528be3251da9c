//! What makes a file unreadable as a table, with the line.

use std::path::PathBuf;

/// A file that is no readable table.
#[derive(Debug, thiserror::Error)]
#[error("{}{}: {fault}", file.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct CsvError {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; none where the fault has no place.
    pub line: Option<u64>,
    /// What is wrong there.
    pub fault: CsvFault,
}

/// What is wrong at a line.
#[derive(Debug, thiserror::Error)]
pub enum CsvFault {
    /// It cannot be read, or a temporary file cannot be written.
    #[error("cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// A quote inside a cell that does not begin with one, or something behind the quote that ends a cell.
    #[error("a quote where none may stand: expected a cell in quotes as a whole, with each quote inside it doubled")]
    Quote,
    /// A quote that is never closed.
    #[error("a quote opens a cell here and is never closed: expected a closing quote, with each quote inside doubled")]
    Unclosed,
    /// More or fewer cells than the heading has.
    #[error("{found} cells: expected {expected}, as many as the heading has")]
    Cells {
        /// Cells of the row.
        found: usize,
        /// Cells of the heading.
        expected: usize,
    },
    /// Bytes that are no text of the file's encoding.
    #[error("bytes that are no {encoding}: expected UTF-8 or GB18030 throughout; --encoding says which")]
    Encoding {
        /// Name of the encoding.
        encoding: &'static str,
    },
    /// The heading lacks a column.
    #[error("no column {name} in the heading: expected all columns of the table{}; their case does not count", similar.as_ref().map(|other| format!("; `{other}` looks like it")).unwrap_or_default())]
    MissingColumn {
        /// Name as printed.
        name: String,
        /// A column of the file that looks like it.
        similar: Option<String>,
    },
    /// The cells are separated by something else.
    #[error("the cells of the heading are separated by {separator}: expected a comma, as in RFC 4180")]
    Separator {
        /// What stands there, in words.
        separator: &'static str,
    },
    /// The heading has a column twice.
    #[error("column {name} stands twice in the heading: expected each column once")]
    TwiceColumn {
        /// Name as the file has it.
        name: String,
    },
    /// There is no heading.
    #[error("no heading: expected the names of the columns in the first line")]
    NoHeading,
}

/// A fault at a line of a file that its reader knows.
#[derive(Debug)]
pub struct AtLine {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong there.
    pub fault: CsvFault,
}

impl AtLine {
    /// The same with its file.
    pub fn of(self, file: &std::path::Path) -> CsvError {
        CsvError { file: file.to_owned(), line: Some(self.line), fault: self.fault }
    }
}
