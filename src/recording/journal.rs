//! The journal of a run under way: every exchange at once on disk, so that a run that was killed can go on. It is closed
//! with a key made of the target's own credentials, whose holder could ask the target again anyway, and removed when the
//! run has ended.
//!
//! A request that may create something is noted before it is sent as well. Where its answer is not in the journal, nobody
//! knows whether the target has acted on it; sent again as it was, it would be there twice. The case that it belongs to
//! is therefore drawn anew when the run goes on, and what it has asked so far is forgotten.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::seal::{Identity, OwnBox};
use crate::run::{Recorded, Tape, hex};

/// Bytes that are written at once.
const PART: usize = 256 * 1024;

/// The journal of a run under way.
pub struct Journal {
    path: PathBuf,
    file: File,
    key: OwnBox,
    /// The journal of the earlier run, as long as that could still go on itself.
    older: Option<PathBuf>,
}

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The system refused.
    #[error("{}: {error}. A run can go on only from its journal, which lies beside the events of the run that last went \
             on with it", .path.display())]
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

/// A line.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Note {
    /// An exchange that is over.
    Exchange(Box<Recorded>),
    /// A request that may create something is about to be sent: its case and step.
    Sending { sending: (String, String) },
    /// From here on a case is drawn anew: for which time.
    Redrawn { redrawn: (String, u32) },
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
        Ok(Self { path: path.to_owned(), file: private(path, true)?, key: key.own(), older: None })
    }

    /// Reads a journal and goes on with it at `to`, which may be the same file. Only its end may be torn, and is cut off.
    /// Cases with a request that may have created something and has no answer are drawn anew.
    ///
    /// # Errors
    /// [`JournalError`] when it cannot be read or is of another run.
    pub fn reopen(path: &Path, to: &Path, key: &Identity) -> Result<(Self, Tape), JournalError> {
        let at = |path: &Path| {
            let path = path.to_owned();
            move |error| JournalError::Io { path, error }
        };
        let key = key.own();
        let read = File::open(path).and_then(|file| Past::read(BufReader::new(file), &key)).map_err(at(path))?;
        let mut past = read.ok_or_else(|| JournalError::Foreign(path.to_owned()))?;
        let same = std::fs::canonicalize(path).ok().is_some_and(|path| std::fs::canonicalize(to).ok() == Some(path));
        let file = if same { cut(path, past.whole) } else { copy(path, to, past.whole) }.map_err(at(to))?;
        let older = (!same).then(|| path.to_owned());
        let mut journal = Self { path: to.to_owned(), file, key, older };
        for redrawn in past.redraw() {
            journal.write(&Note::Redrawn { redrawn }).map_err(at(to))?;
        }
        Ok((journal, past.tape))
    }

    /// Notes that a request which may create something is about to be sent.
    ///
    /// # Errors
    /// What writing met.
    pub fn sending(&mut self, case: &str, step: &str) -> io::Result<()> {
        self.succeed()?;
        self.write(&Note::Sending { sending: (case.to_owned(), step.to_owned()) })
    }

    /// Notes an exchange; it is with the system when this returns, whatever happens to this process.
    ///
    /// # Errors
    /// What writing met.
    pub fn note(&mut self, exchange: &Recorded) -> io::Result<()> {
        self.succeed()?;
        self.write(exchange)
    }

    /// Removes it: the run has ended.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn remove(mut self) -> io::Result<()> {
        self.succeed()?;
        std::fs::remove_file(self.path)
    }

    /// Removes the journal that this one goes on with: once the target is asked more, that knows too little.
    fn succeed(&mut self) -> io::Result<()> {
        self.older.take().map_or(Ok(()), std::fs::remove_file)
    }

    fn write(&mut self, note: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_vec(note)?;
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
}

/// What a journal tells.
#[derive(Default)]
struct Past {
    tape: Tape,
    /// Places of requests that may have created something and have no answer.
    unanswered: BTreeSet<(String, String)>,
    /// Bytes of the journal that are whole lines.
    whole: u64,
}

impl Past {
    /// What the lines of a journal tell; none when they are of something else.
    fn read(mut journal: impl BufRead, key: &OwnBox) -> io::Result<Option<Self>> {
        let (mut past, mut begin, mut line) = (Self::default(), 0, Vec::new());
        loop {
            line.clear();
            let length = journal.read_until(b'\n', &mut line)? as u64;
            if length == 0 {
                return Ok(Some(past));
            }
            let is_ended = line.ends_with(b"\n");
            let text = std::str::from_utf8(&line).ok().filter(|_| is_ended);
            let opened = text.and_then(|text| key.open(text.trim_end()));
            match opened.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
                Some(note) if past.whole == begin => {
                    past.take(note);
                    past.whole += length;
                }
                // Behind a line that is torn comes nothing; and who cannot read the first has another key.
                Some(_) => return Ok(None),
                None if begin == 0 && is_ended => return Ok(None),
                None => {}
            }
            begin += length;
        }
    }

    fn take(&mut self, note: Note) {
        match note {
            Note::Exchange(exchange) => {
                self.unanswered.remove(&(exchange.case.clone(), exchange.step.clone()));
                self.tape.add(*exchange);
            }
            Note::Sending { sending: (case, step) } => {
                self.unanswered.insert((case.clone(), step.clone()));
                self.tape.sending(case, step);
            }
            Note::Redrawn { redrawn: (case, times) } => {
                self.unanswered.retain(|(other, _)| *other != case);
                self.tape.redraw(case, times);
            }
        }
    }

    /// Draws the cases anew of which nobody knows what they have created, and says which, for which time.
    fn redraw(&mut self) -> Vec<(String, u32)> {
        let cases: BTreeSet<String> = std::mem::take(&mut self.unanswered).into_iter().map(|(case, _)| case).collect();
        let redrawn: Vec<_> = cases.into_iter().map(|case| (self.tape.redrawn().of(&case) + 1, case)).collect();
        redrawn.iter().for_each(|(times, case)| self.tape.redraw(case.clone(), *times));
        redrawn.into_iter().map(|(times, case)| (case, times)).collect()
    }
}

/// The file without what stands behind its whole lines.
fn cut(path: &Path, whole: u64) -> io::Result<File> {
    let file = private(path, false)?;
    file.set_len(whole)?;
    Ok(file)
}

/// A new file that begins with the whole lines of another.
fn copy(path: &Path, to: &Path, whole: u64) -> io::Result<File> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = private(to, true)?;
    io::copy(&mut File::open(path)?.take(whole), &mut file)?;
    Ok(file)
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
