//! The journal of a run under way: every exchange at once on disk, so that a run that was killed can go on. It is closed
//! with a key made of the target's own credentials, whose holder could ask the target again anyway, and removed when the
//! run has ended.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use super::seal::{Identity, OwnBox};
use crate::run::{Recorded, Tape, hex};

/// Bytes that are written at once.
const PART: usize = 256 * 1024;

/// The journal of a run under way.
pub struct Journal {
    path: PathBuf,
    file: File,
    key: OwnBox,
}

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The system refused.
    #[error("{}: {error}. A run can go on only from its journal, which lies beside its events", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Another target, other credentials or another run.
    #[error("{}: not of this run, or made with other credentials", .0.display())]
    Foreign(PathBuf),
}

impl Journal {
    /// A new journal.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn create(path: &Path, key: &Identity) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(Self { path: path.to_owned(), file: private(path, true)?, key: key.own() })
    }

    /// Reads a journal and goes on with it. Only its last line may be torn.
    ///
    /// # Errors
    /// [`JournalError`] when it cannot be read or is of another run.
    pub fn reopen(path: &Path, key: &Identity) -> Result<(Self, Tape), JournalError> {
        let io = |error| JournalError::Io { path: path.to_owned(), error };
        let key = key.own();
        let mut exchanges: Vec<Recorded> = Vec::new();
        let mut torn = false;
        for line in BufReader::new(File::open(path).map_err(io)?).lines() {
            let line = line.map_err(io)?;
            let opened = key.open(&line).and_then(|bytes| serde_json::from_slice(&bytes).ok());
            match opened {
                Some(exchange) if !torn => exchanges.push(exchange),
                Some(_) => return Err(JournalError::Foreign(path.to_owned())),
                None if exchanges.is_empty() => return Err(JournalError::Foreign(path.to_owned())),
                None => torn = true,
            }
        }
        let mut file = private(path, false).map_err(io)?;
        if torn {
            file.write_all(b"\n").map_err(io)?;
        }
        Ok((Self { path: path.to_owned(), file, key }, exchanges.into_iter().collect()))
    }

    /// Notes an exchange; it is with the system when this returns, whatever happens to this process.
    ///
    /// # Errors
    /// What writing met.
    pub fn note(&mut self, exchange: &Recorded) -> io::Result<()> {
        let text = serde_json::to_vec(exchange)?;
        let closed = self.key.close(&text).ok_or_else(|| io::Error::other("encryption failed"))?;
        drop(text);
        // An answer may be large, and stands here several times already. The last part ends the line: whoever reads one without
        // an end knows it for torn.
        let mut parts = closed.chunks(PART).peekable();
        while let Some(part) = parts.next() {
            let mut text = hex(part);
            if parts.peek().is_none() {
                text.push('\n');
            }
            self.file.write_all(text.as_bytes())?;
        }
        Ok(())
    }

    /// Removes it: the run has ended.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn remove(self) -> io::Result<()> {
        std::fs::remove_file(self.path)
    }
}

/// A file that its owner alone may read, where the system knows such a thing.
fn private(path: &Path, anew: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true);
    if anew {
        options.write(true).truncate(true);
    } else {
        options.append(true);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}
