//! Rows and cells of a text, by RFC 4180 and no more lenient: what a lenient reader mends silently would be judged as if the
//! file said it.

use super::fault::{AtLine, CsvFault};

/// A cell of the row that was read last.
#[derive(Debug, Clone, Copy)]
enum Cell {
    /// Without quotes, or in quotes without one inside: bytes of the text.
    Plain(usize, usize),
    /// In quotes with quotes inside: bytes of the scratch.
    Mended(usize, usize),
    /// Null as programs write it without quotes.
    Null,
}

/// The rows of a text, each with its line.
pub struct Records<'t> {
    text: &'t str,
    at: usize,
    line: u64,
    cells: Vec<Cell>,
    scratch: String,
}

impl<'t> Records<'t> {
    /// The rows of a text that begins with a row, at this line.
    pub fn new(text: &'t str, line: u64) -> Self {
        Self { text, at: 0, line, cells: Vec::new(), scratch: String::new() }
    }

    /// Reads the next row that is not a blank line, and gives its line; none at the end.
    ///
    /// # Errors
    /// A quote where none may stand, or one without an end.
    pub fn advance(&mut self) -> Result<Option<u64>, AtLine> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at..) {
                None | Some([]) => return Ok(None),
                Some([b'\n', ..]) => self.at += 1,
                Some([b'\r', b'\n', ..]) => self.at += 2,
                _ => break,
            }
            self.line += 1;
        }
        self.cells.clear();
        self.scratch.clear();
        let line = self.line;
        while !self.cell(bytes)? {}
        Ok(Some(line))
    }

    /// Cells of the row that was read last.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether no row was read.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Whether the row that was read last says nothing: programs end tables with rows of commas.
    pub fn is_blank(&self) -> bool {
        (0..self.len()).all(|index| self.cell_at(index).is_some_and(|text| text.trim().is_empty()))
    }

    /// A cell of the row that was read last; none where it is null or the row is shorter.
    pub fn cell_at(&self, index: usize) -> Option<&str> {
        match self.cells.get(index)? {
            Cell::Plain(from, to) => self.text.get(*from..*to),
            Cell::Mended(from, to) => self.scratch.get(*from..*to),
            Cell::Null => None,
        }
    }

    /// The byte behind the row that was read last.
    pub(super) fn end(&self) -> usize {
        self.at
    }

    /// Reads a cell; true when it was the last of its row.
    fn cell(&mut self, bytes: &[u8]) -> Result<bool, AtLine> {
        if bytes.get(self.at) == Some(&b'"') {
            return self.quoted(bytes);
        }
        let from = self.at;
        let rest = &bytes[from..];
        let (to, ending) = match memchr::memchr3(b',', b'\n', b'"', rest) {
            None => (bytes.len(), None),
            Some(at) => (from + at, Some(rest[at])),
        };
        if ending == Some(b'"') {
            return Err(AtLine { line: self.line, fault: CsvFault::Quote });
        }
        let is_last = ending != Some(b',');
        self.at = if ending.is_some() { to + 1 } else { to };
        let to = if is_last && to > from && bytes[to - 1] == b'\r' { to - 1 } else { to };
        self.cells.push(match &bytes[from..to] {
            b"\\N" | b"NULL" => Cell::Null,
            _ => Cell::Plain(from, to),
        });
        self.line += u64::from(ending == Some(b'\n'));
        Ok(is_last)
    }

    fn quoted(&mut self, bytes: &[u8]) -> Result<bool, AtLine> {
        let opened = self.line;
        let from = self.at + 1;
        let kept = self.scratch.len();
        let mut copied = from;
        let mut at = from;
        let to = loop {
            let Some(quote) = memchr::memchr(b'"', &bytes[at..]).map(|found| at + found) else {
                return Err(AtLine { line: opened, fault: CsvFault::Unclosed });
            };
            if bytes.get(quote + 1) != Some(&b'"') {
                break quote;
            }
            self.scratch.push_str(self.text.get(copied..=quote).unwrap_or_default());
            copied = quote + 2;
            at = copied;
        };
        self.line += memchr::memchr_iter(b'\n', &bytes[from..to]).count() as u64;
        if copied == from {
            self.cells.push(Cell::Plain(from, to));
        } else {
            self.scratch.push_str(self.text.get(copied..to).unwrap_or_default());
            self.cells.push(Cell::Mended(kept, self.scratch.len()));
        }
        let (behind, is_last) = match bytes.get(to + 1..) {
            None | Some([]) => (to + 1, true),
            Some([b',', ..]) => (to + 2, false),
            Some([b'\n', ..]) => (to + 2, true),
            Some([b'\r', b'\n', ..]) => (to + 3, true),
            _ => return Err(AtLine { line: self.line, fault: CsvFault::Quote }),
        };
        self.line += u64::from(is_last && behind > to + 1);
        self.at = behind;
        Ok(is_last)
    }
}
