//! The file of a recording: a header, one exchange a line, and a close.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::seal::Identity;
use crate::plan::{Redrawn, Selection};
use crate::run::Recorded;
use crate::verdict::RunStarted;

/// Version of the format: readers accept the same number before the dot.
pub(super) const SCHEMA: &str = "1.0";

/// What a recording is of: all that is needed to judge it without the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// Version of the format.
    pub schema: String,
    /// How the run opened.
    pub run: RunStarted,
    /// Which cases were selected.
    pub selection: Selection,
    /// The target file, without credentials.
    pub target: Value,
    /// Characters of each credential, by the name of its variable: some are judged by their length.
    #[serde(default)]
    pub secrets: BTreeMap<String, usize>,
    /// Cases whose values were drawn anew when the run went on.
    #[serde(default, skip_serializing_if = "Redrawn::is_empty")]
    pub redrawn: Redrawn,
}

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum Line {
    /// The first line.
    Recording(Box<Header>),
    /// The first line of a sealed recording; every other one is then sealed.
    Sealed {
        /// Version of the format.
        schema: String,
        /// For whom.
        recipient: String,
    },
    /// An exchange.
    Exchange(Box<Recorded>),
    /// The last line.
    End {
        /// How many exchanges there are.
        exchanges: usize,
    },
}

/// A recording read back.
#[derive(Debug)]
pub struct Recording {
    /// What it is of.
    pub header: Header,
    /// Its exchanges.
    pub exchanges: Vec<Recorded>,
    /// Whether it was closed.
    pub complete: bool,
}

/// Why a recording cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The system refused.
    #[error("{}: {error}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A line is no line of a recording.
    #[error("{}:{line}: {reason}", .path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// It is sealed, and no key was given.
    #[error("{} is sealed for {recipient}: give the key with --identity FILE", .path.display())]
    Sealed {
        /// The file.
        path: PathBuf,
        /// For whom.
        recipient: String,
    },
}

/// Reads a recording; a sealed one needs the key of its recipient.
///
/// # Errors
/// [`RecordingError`] with the line. A missing close is no error but [`Recording::complete`]; so is a torn last line.
pub fn read(path: &Path, identity: Option<&Identity>) -> Result<Recording, RecordingError> {
    let io = |error| RecordingError::Io { path: path.to_owned(), error };
    let mut lines: Vec<String> = Vec::new();
    for line in BufReader::new(File::open(path).map_err(io)?).lines() {
        lines.push(line.map_err(io)?);
    }
    let wrong = |line: usize, reason: String| RecordingError::Line { path: path.to_owned(), line, reason };
    let (mut header, mut exchanges, mut complete, mut key) = (None, Vec::new(), false, None);
    let last = lines.len();
    for (place, text) in lines.iter().enumerate() {
        let number = place + 1;
        let opened = match key {
            None => Some(text.clone().into_bytes()),
            Some(key) => Identity::open(key, text),
        };
        let parsed = opened
            .ok_or_else(|| "the key does not open it, or it was changed".to_owned())
            .and_then(|bytes| serde_json::from_slice::<Line>(&bytes).map_err(|error| error.to_string()));
        let line = match parsed {
            Ok(line) => line,
            Err(_) if number == last && number > 1 => break,
            Err(reason) => return Err(wrong(number, reason)),
        };
        match line {
            Line::Sealed { recipient, .. } if number == 1 => {
                let sealed = || RecordingError::Sealed { path: path.to_owned(), recipient: recipient.clone() };
                key = Some(identity.ok_or_else(sealed)?);
            }
            Line::Recording(first) if header.is_none() => {
                if first.schema.split('.').next() != SCHEMA.split('.').next() {
                    return Err(wrong(number, format!("schema {}: expected {SCHEMA}", first.schema)));
                }
                header = Some(*first);
            }
            Line::Exchange(exchange) if header.is_some() && !complete => exchanges.push(*exchange),
            Line::End { exchanges: count } if header.is_some() && !complete => {
                if count != exchanges.len() {
                    return Err(wrong(
                        number,
                        format!("{count} exchanges were recorded, {} are there", exchanges.len()),
                    ));
                }
                complete = true;
            }
            _ => return Err(wrong(number, "not expected here. Was it cut, or were two joined?".to_owned())),
        }
    }
    let header = header.ok_or_else(|| wrong(1, "expected the header of a recording".to_owned()))?;
    Ok(Recording { header, exchanges, complete })
}
