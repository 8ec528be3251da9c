//! The scale of verdicts.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is said about one aspect of one requirement. The worst of several wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Neutral: the role, the network or the claimed options leave the requirement out.
    NotApplicable,
    /// Kept.
    Pass,
    /// A deviation that the reading tolerates.
    Warning,
    /// It could not be told.
    Inconclusive,
    /// Broken.
    Fail,
    /// The suite itself failed.
    Error,
}

impl Verdict {
    /// The name used in files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotApplicable => "not-applicable",
            Self::Pass => "pass",
            Self::Warning => "warning",
            Self::Inconclusive => "inconclusive",
            Self::Fail => "fail",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
