//! Reads a recording back, strictly: what a report rests on must be whole and understood.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::id::RequirementId;
use crate::verdict::{Event, Fold, SCHEMA_VERSION};

/// Bytes that one line may have.
const LINE_LIMIT: u64 = 16 * 1024 * 1024;

/// The types of events, in the order of a stream.
const KINDS: [&str; 5] = ["run-started", "requirement", "exchange", "verdict", "run-finished"];

/// A recording read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// Its events.
    pub events: Vec<Event>,
    /// Whether the stream was closed. One that was not says nothing about what is missing from it.
    pub complete: bool,
    /// The last line, when it broke off in the middle and was left out.
    pub torn: Option<usize>,
}

/// Why a recording cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}{}: {kind}", path.display(), line.map_or_else(String::new, |line| format!(":{line}")))]
pub struct ReadError {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1; none when the file could not be opened.
    pub line: Option<usize>,
    /// What is wrong.
    #[source]
    pub kind: ReadErrorKind,
}

/// What is wrong with a recording.
#[derive(Debug, thiserror::Error)]
pub enum ReadErrorKind {
    /// The system refused.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// A line is no JSON.
    #[error("no JSON: {0}. Expected one event, a JSON object, a line")]
    NotJson(serde_json::Error),
    /// A line has no `type`, or none that is text.
    #[error("no `type`: expected one event, an object with `type` and `schema`, a line")]
    NoType,
    /// A type of event that this version does not know.
    #[error("unknown type of event `{0}`: expected {expected}. Read the recording with the version that wrote it", expected = KINDS.join(", "))]
    UnknownType(String),
    /// A line has no `schema`.
    #[error("no `schema`: expected a version such as \"{SCHEMA_VERSION}\"")]
    NoSchema,
    /// The format is of another major version.
    #[error(
        "schema {0} is not readable here: expected {SCHEMA_VERSION} or another with the same number before the dot. Read the recording with the version that wrote it"
    )]
    OtherSchema(String),
    /// An event lacks a field or has a wrong one.
    #[error("{kind} event: {source}")]
    Shape {
        /// Type of the event.
        kind: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The first event is not the opening, or a second opening follows.
    #[error("{0} event: a recording opens with one run-started event. Was it cut, or were two joined?")]
    Opening(String),
    /// A verdict is about a requirement that the lines before it do not have.
    #[error("verdict event: no requirement event before it is about `{0}`. Were lines taken out?")]
    Unannounced(String),
    /// The close says something else than the lines before it.
    #[error(
        "run-finished event: its totals are not those of the lines before it: {0}. Were lines taken out, added or changed?"
    )]
    OtherTotals(String),
    /// Something follows the close.
    #[error("{0} event behind run-finished, which closes a recording. Were two joined?")]
    AfterClose(String),
    /// A line is too long.
    #[error("more than {LINE_LIMIT} bytes in one line")]
    TooLong,
}

/// Reads a recording.
///
/// # Errors
/// When the file cannot be read, is no recording of this major version, or closes with other totals than its lines amount to; a
/// missing close is no error but
/// [`Recording::complete`].
pub fn read(path: &Path) -> Result<Recording, ReadError> {
    let file = File::open(path).map_err(|source| ReadError {
        path: path.to_owned(),
        line: None,
        kind: ReadErrorKind::Io(source),
    })?;
    read_from(BufReader::new(file), path)
}

/// Reads a recording from `input`; `path` names it in errors.
///
/// # Errors
/// As [`read`].
pub fn read_from(mut input: impl BufRead, path: &Path) -> Result<Recording, ReadError> {
    let mut recording = Recording { events: Vec::new(), complete: false, torn: None };
    let mut fold = Fold::new();
    let mut catalogue = BTreeSet::new();
    let mut bytes = Vec::new();
    for number in 1.. {
        let place = |kind| ReadError { path: path.to_owned(), line: Some(number), kind };
        bytes.clear();
        let length = (&mut input).take(LINE_LIMIT + 1).read_until(b'\n', &mut bytes).map_err(|e| place(e.into()))?;
        if length == 0 {
            break;
        }
        let whole = bytes.last() == Some(&b'\n');
        if !whole && bytes.len() as u64 > LINE_LIMIT {
            return Err(place(ReadErrorKind::TooLong));
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice(&bytes) {
            Ok(value) => recording.take(value, &mut fold, &mut catalogue).map_err(place)?,
            // The writer ends each line with a line feed: one without is what a killed process left behind.
            Err(_) if !whole => recording.torn = Some(number),
            Err(source) => return Err(place(ReadErrorKind::NotJson(source))),
        }
    }
    Ok(recording)
}

impl Recording {
    fn take(
        &mut self,
        value: Value,
        fold: &mut Fold,
        catalogue: &mut BTreeSet<RequirementId>,
    ) -> Result<(), ReadErrorKind> {
        let kind = kind_of(&value)?;
        check_schema(&value)?;
        if self.complete {
            return Err(ReadErrorKind::AfterClose(kind));
        }
        let event = Event::deserialize(value).map_err(|source| ReadErrorKind::Shape { kind: kind.clone(), source })?;
        if self.events.is_empty() != matches!(event, Event::RunStarted(_)) {
            return Err(ReadErrorKind::Opening(kind));
        }
        match &event {
            Event::Requirement(entry) => drop(catalogue.insert(entry.requirement.clone())),
            Event::Verdict(verdict) if !catalogue.contains(&verdict.requirement) => {
                return Err(ReadErrorKind::Unannounced(verdict.requirement.to_string()));
            }
            Event::RunFinished(finished) => {
                close::check(&finished.totals, &fold.totals()).map_err(ReadErrorKind::OtherTotals)?;
                self.complete = true;
            }
            _ => {}
        }
        fold.event(&event);
        self.events.push(event);
        Ok(())
    }
}

fn kind_of(value: &Value) -> Result<String, ReadErrorKind> {
    let kind = value.get("type").and_then(Value::as_str).ok_or(ReadErrorKind::NoType)?;
    if KINDS.contains(&kind) { Ok(kind.to_owned()) } else { Err(ReadErrorKind::UnknownType(kind.to_owned())) }
}

fn check_schema(value: &Value) -> Result<(), ReadErrorKind> {
    let schema = value.get("schema").and_then(Value::as_str).ok_or(ReadErrorKind::NoSchema)?;
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    if major(schema) == major(SCHEMA_VERSION) { Ok(()) } else { Err(ReadErrorKind::OtherSchema(schema.to_owned())) }
}

mod close;
#[cfg(test)]
mod tests;
