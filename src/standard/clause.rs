//! Clauses that bind and are no table row, and why some are not judged.

use serde::Deserialize;

use super::evidence::{Evidence, Probe};
use super::model::Role;
use super::subject::Subject;
use crate::id::{Aspect, Certainty, RequirementId, Text};

/// A binding clause that is no table row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Local id: its number, with a letter for a list item.
    pub id: String,
    /// The operation it belongs to; none when it holds for the whole standard.
    #[serde(default)]
    pub operation: Option<String>,
    /// Title.
    pub title: Text,
    /// What it is judged on.
    #[serde(default)]
    pub subject: Subject,
    /// `must`, `should` or `may`.
    pub level: String,
    /// Roles that it binds.
    pub roles: Vec<Role>,
    /// What can be judged of it.
    pub aspects: Vec<Aspect>,
    /// How sure the text makes one of it.
    #[serde(default)]
    pub certainty: Certainty,
    /// It demands encryption in transit on this network.
    #[serde(default)]
    pub encrypted_on: Option<String>,
    /// What a dossier has to show for it.
    #[serde(default)]
    pub evidence: Option<Evidence>,
    /// What it is seen by in the calls of the other standards of a run.
    #[serde(default)]
    pub probe: Option<Probe>,
    /// Why no program can judge it.
    #[serde(default)]
    pub disposition: Option<Disposition>,
    /// Full ids that it had in earlier editions.
    #[serde(default)]
    pub was: Vec<RequirementId>,
}

/// Why something is not judged.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disposition {
    /// The reason, from a closed list.
    pub kind: DispositionKind,
    /// The aspects concerned; all when left out.
    #[serde(default)]
    pub aspects: Vec<Aspect>,
    /// The reading, document or row.
    pub note: String,
}

/// The closed list of reasons for not judging something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DispositionKind {
    /// A reading says that it is not judged.
    Reading,
    /// It binds callers alone.
    CallerOnly,
    /// It is ruled by a document that was not supplied.
    NeedsDocument,
    /// Another row says the same and is judged there; the note is its local id.
    Restated,
}

impl DispositionKind {
    /// The name used in files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::CallerOnly => "caller-only",
            Self::NeedsDocument => "needs-document",
            Self::Restated => "restated",
        }
    }
}
