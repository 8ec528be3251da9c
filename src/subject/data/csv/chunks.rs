//! A file in blocks of whole rows, without holding more than a few of them.

use std::io::Read;

use super::fault::{AtLine, CsvFault};
use super::text::{Charset, lines, mark};

/// Bytes of a block.
const BLOCK: usize = 512 << 10;

/// Bytes that one row may have.
const LONGEST_ROW: usize = 16 << 20;

/// Rows of a file, one behind the other.
#[derive(Debug)]
pub(super) struct Chunk {
    pub bytes: Vec<u8>,
    /// The line of the first byte, from 1.
    pub first_line: u64,
}

/// Cuts what it reads behind ends of rows: line feeds with an even number of quotes before them.
pub(super) struct Chunks<R> {
    source: R,
    /// Read and not yet handed out.
    rest: Vec<u8>,
    line: u64,
    at_end: bool,
    begun: bool,
    /// What the byte order mark says, once the first block was read.
    pub marked: Option<Charset>,
    /// Nothing more is read behind a row that is too long for one.
    cut: bool,
}

impl<R: Read> Chunks<R> {
    pub fn new(source: R) -> Self {
        Self { source, rest: Vec::new(), line: 1, at_end: false, begun: false, marked: None, cut: false }
    }

    /// The next block; none at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next(&mut self) -> Result<Option<Chunk>, AtLine> {
        if self.cut {
            return Ok(None);
        }
        let mut bytes = Vec::with_capacity(BLOCK + BLOCK / 4);
        bytes.append(&mut self.rest);
        let mut rows = Rows::default();
        loop {
            self.fill(&mut bytes, rows.scanned + BLOCK)?;
            if !self.begun {
                self.begun = true;
                if let Some((length, charset)) = mark(&bytes) {
                    bytes.drain(..length);
                    self.marked = Some(charset);
                }
            }
            rows.scan(&bytes);
            if rows.end > 0 || self.at_end {
                break;
            }
            if bytes.len() > LONGEST_ROW {
                // Whoever splits it finds what is wrong: most likely a quote that is not closed.
                self.at_end = true;
                self.cut = true;
                break;
            }
        }
        let end = if self.at_end { bytes.len() } else { rows.end };
        self.rest.extend_from_slice(&bytes[end..]);
        bytes.truncate(end);
        let first_line = self.line;
        self.line += lines(&bytes);
        Ok(if bytes.is_empty() { None } else { Some(Chunk { bytes, first_line }) })
    }

    fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> Result<(), AtLine> {
        let missing = wanted.saturating_sub(bytes.len()) as u64;
        let read = self.source.by_ref().take(missing).read_to_end(bytes);
        let read = read.map_err(|error| AtLine { line: self.line, fault: CsvFault::Io(error) })?;
        self.at_end = (read as u64) < missing;
        Ok(())
    }
}

/// How far a block was looked through.
#[derive(Default)]
struct Rows {
    scanned: usize,
    /// Behind the last end of a row.
    end: usize,
    quoted: bool,
}

impl Rows {
    fn scan(&mut self, bytes: &[u8]) {
        let from = self.scanned;
        for at in memchr::memchr2_iter(b'"', b'\n', &bytes[from..]) {
            let at = from + at;
            if bytes[at] == b'"' {
                self.quoted = !self.quoted;
            } else if !self.quoted {
                self.end = at + 1;
            }
        }
        self.scanned = bytes.len();
    }
}
