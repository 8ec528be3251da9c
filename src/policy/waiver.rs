//! The waiver file: findings that somebody answers for, until a day.

use std::path::Path;

use jiff::civil::Date;

use super::fingerprint::Fingerprint;
use super::version::compare;
use crate::id::{Aspect, RequirementId};
use crate::verdict::{FindingCode, Verdict, VerdictEvent};
use crate::yaml::{self, Place, Problem, problem_in};

mod file;
mod write;

pub use file::{read, schema};
pub use write::entry;

/// A finding that somebody answers for.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiver {
    /// Requirement.
    pub requirement: RequirementId,
    /// Aspect.
    pub aspect: Aspect,
    /// Only in this operation.
    pub operation: Option<String>,
    /// Only in cases whose id matches, `*` stands for anything.
    pub case: Option<String>,
    /// Only for targets of this version or later.
    pub from: Option<String>,
    /// Only for targets before this version.
    pub before: Option<String>,
    /// What is wrong.
    pub code: FindingCode,
    /// Where, with `*` for each place in a list.
    pub field: String,
    /// The cause, where that is another place; else empty.
    pub cause: String,
    /// Why it is tolerated.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds.
    pub expires: Date,
    /// Where it stands.
    pub place: Place,
}

/// The entries of a waiver file, and the day and version that they are held against.
#[derive(Debug, Clone, Default)]
pub struct Waivers {
    /// Entries in the order of the file.
    pub entries: Vec<Waiver>,
    /// The text of the file, for messages about its lines.
    text: String,
}

/// Why a waiver file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WaiverError {
    /// The file cannot be read.
    #[error("cannot read {path}: {error}")]
    Io {
        /// The file.
        path: String,
        /// The system's reason.
        error: std::io::Error,
    },
    /// The file says something wrong: all that was found.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Wrong(Vec<Problem>),
}

/// Whether a waiver can hold in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// It holds.
    Holds,
    /// Its last day is over.
    Expired,
    /// It is for other versions of the target.
    OtherVersion,
    /// It is for some versions, and the target file says none.
    NoVersion,
}

impl Waivers {
    /// Reads a waiver file.
    ///
    /// # Errors
    /// [`WaiverError`] with file, line, column and what was expected.
    pub fn load(path: &Path) -> Result<Self, WaiverError> {
        let shown = path.display().to_string();
        let bytes = yaml::bytes(path).map_err(|error| WaiverError::Io { path: shown.clone(), error })?;
        let text = yaml::text(&shown, bytes).map_err(|problem| WaiverError::Wrong(vec![*problem]))?;
        read(&shown, &text)
    }

    /// The entries whose requirement `exists` does not know, each with a suggestion out of `names`.
    pub fn unknown<'a>(
        &self,
        exists: &dyn Fn(&RequirementId, Aspect) -> bool,
        names: impl Iterator<Item = &'a str> + Clone,
    ) -> Vec<Problem> {
        let unknown = self.entries.iter().filter(|waiver| !exists(&waiver.requirement, waiver.aspect));
        unknown
            .map(|waiver| {
                let near = yaml::nearest(waiver.requirement.as_str(), names.clone());
                let near = near.filter(|name| *name != waiver.requirement.as_str());
                let help = near.map(|name| format!("did you mean `{name}`?"));
                self.problem(waiver, format!("no requirement `{}#{}`", waiver.requirement, waiver.aspect), help)
            })
            .collect()
    }

    /// A problem at the line of an entry.
    pub fn problem(&self, waiver: &Waiver, message: String, help: Option<String>) -> Problem {
        let place = &waiver.place;
        *problem_in(&place.file, &self.text, (place.line, place.column), message, help)
    }
}

impl Waiver {
    /// Whether it can hold on a day, for a version of the target.
    pub fn force(&self, today: Date, version: &str) -> Force {
        if today > self.expires {
            return Force::Expired;
        }
        if self.from.is_none() && self.before.is_none() {
            return Force::Holds;
        }
        if version.trim().is_empty() {
            return Force::NoVersion;
        }
        let late_enough = self.from.as_ref().is_none_or(|from| compare(version, from).is_ge());
        let early_enough = self.before.as_ref().is_none_or(|before| compare(version, before).is_lt());
        if late_enough && early_enough { Force::Holds } else { Force::OtherVersion }
    }

    /// Whether a verdict is about what it is about: its requirement, aspect, operation and case.
    pub fn concerns(&self, event: &VerdictEvent) -> bool {
        self.requirement == event.requirement
            && self.aspect == event.aspect
            && self.operation.as_ref().is_none_or(|operation| *operation == event.operation)
            && self.case.as_ref().is_none_or(|case| glob(case, &event.case))
    }

    /// Whether a verdict that it concerns rests on its very finding. Our own faults cannot be waived.
    pub fn is_about(&self, event: &VerdictEvent) -> bool {
        let waivable = matches!(event.verdict, Verdict::Warning | Verdict::Inconclusive | Verdict::Fail);
        waivable
            && Fingerprint::of(event).is_some_and(|found| (found.code, found.field, found.cause) == self.fingerprint())
    }

    fn fingerprint(&self) -> (FindingCode, String, String) {
        (self.code, self.field.clone(), self.cause.clone())
    }
}

/// Matches `*` against any run of characters.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(before) = last.replace(part) {
            let Some(at) = rest.find(before) else { return false };
            rest = &rest[at + before.len()..];
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests;
