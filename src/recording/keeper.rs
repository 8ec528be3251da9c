//! Keeps the exchanges of a run, in up to three files.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::file::{Header, Line, SCHEMA};
use super::journal::Journal;
use super::seal::Recipient;
use crate::run::{Place, Recorded, Recorder};

/// Name of a masked recording.
pub const MASKED_FILE: &str = "exchanges.jsonl";
/// Name of a sealed recording.
pub const SEALED_FILE: &str = "exchanges.sealed";
/// Name of the journal of a run under way.
pub const JOURNAL_FILE: &str = "resume.journal";

/// Keeps the exchanges of a run. What cannot be written is told at the end: the run itself goes on.
#[derive(Default)]
pub struct Keeper {
    masked: Option<Mutex<Out>>,
    sealed: Option<Mutex<Out>>,
    journal: Mutex<Option<Journal>>,
    failed: Mutex<Option<io::Error>>,
}

struct Out {
    file: BufWriter<File>,
    recipient: Option<Recipient>,
    exchanges: usize,
}

impl Keeper {
    /// One that keeps nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a masked recording in a folder.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn masked(mut self, folder: &Path) -> io::Result<Self> {
        self.masked = Some(Mutex::new(Out::create(&folder.join(MASKED_FILE), None)?));
        Ok(self)
    }

    /// With a recording that only its recipient can read.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn sealed(mut self, folder: &Path, recipient: Recipient) -> io::Result<Self> {
        self.sealed = Some(Mutex::new(Out::create(&folder.join(SEALED_FILE), Some(recipient))?));
        Ok(self)
    }

    /// With a journal from which the run can go on.
    #[must_use]
    pub fn with_journal(self, journal: Journal) -> Self {
        Self { journal: Mutex::new(Some(journal)), ..self }
    }

    /// Notes what the recordings are of, before the first exchange: a masked one without personal data, a sealed one with
    /// all.
    pub fn open(&self, masked: &Header, sealed: &Header) {
        for (out, header) in [(&self.masked, masked), (&self.sealed, sealed)] {
            if let Some(out) = out {
                self.told(lock(out).line(&Line::Recording(Box::new(header.clone()))));
            }
        }
    }

    /// Closes the recordings. A journal stays where the run was cut short.
    ///
    /// # Errors
    /// The first thing that could not be written at any time.
    pub fn close(&self, ended: bool) -> io::Result<()> {
        for out in [&self.masked, &self.sealed].into_iter().flatten() {
            self.told(lock(out).end());
        }
        if let Some(journal) = lock(&self.journal).take().filter(|_| ended) {
            self.told(journal.remove());
        }
        lock(&self.failed).take().map_or(Ok(()), Err)
    }

    fn told(&self, result: io::Result<()>) {
        if let Err(error) = result {
            lock(&self.failed).get_or_insert(error);
        }
    }
}

impl Recorder for Keeper {
    fn sending(&self, place: Place<'_>) {
        if let Some(journal) = lock(&self.journal).as_mut() {
            self.told(journal.sending(place.case, place.step));
        }
    }

    fn exact(&self, exchange: &Recorded, fresh: bool) {
        if let Some(out) = &self.sealed {
            self.told(lock(out).exchange(exchange.clone()));
        }
        if let Some(journal) = lock(&self.journal).as_mut().filter(|_| fresh) {
            self.told(journal.note(exchange));
        }
    }

    fn masked(&self, exchange: Recorded) {
        if let Some(out) = &self.masked {
            self.told(lock(out).exchange(exchange));
        }
    }

    fn wants_masked(&self) -> bool {
        self.masked.is_some()
    }
}

impl Out {
    fn create(path: &Path, recipient: Option<Recipient>) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = BufWriter::new(File::create(path)?);
        if let Some(recipient) = &recipient {
            let first = Line::Sealed { schema: SCHEMA.to_owned(), recipient: recipient.to_string() };
            writeln!(file, "{}", serde_json::to_string(&first)?)?;
        }
        Ok(Self { file, recipient, exchanges: 0 })
    }

    fn exchange(&mut self, exchange: Recorded) -> io::Result<()> {
        self.exchanges += 1;
        self.line(&Line::Exchange(Box::new(exchange)))
    }

    fn line(&mut self, line: &Line) -> io::Result<()> {
        let text = serde_json::to_string(line)?;
        match &self.recipient {
            None => writeln!(self.file, "{text}")?,
            Some(recipient) => {
                let sealed = recipient.seal(text.as_bytes());
                writeln!(self.file, "{}", sealed.ok_or_else(|| io::Error::other("sealing failed"))?)?;
            }
        }
        self.file.flush()
    }

    fn end(&mut self) -> io::Result<()> {
        self.line(&Line::End { exchanges: self.exchanges })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
