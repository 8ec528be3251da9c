//! Stable names of what is judged: requirement ids and aspects.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The id of a requirement: a standard's id, a slash and a local id that is frozen per edition.
///
/// Shapes: `gdzw-0017-2019/T2.4` (table 2, row 4), `c-0124-2018/F.1.5.surface.name` (member of a parameter list),
/// `gdzw-0017-2019/5.1.2` (a clause).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RequirementId(Arc<str>);

/// Why a text is no requirement id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no requirement id: expected `<standard>/<local id>`, for example `gdzw-0017-2019/T2.4`")]
pub struct InvalidRequirementId(String);

impl RequirementId {
    /// Joins a standard's id and a local id.
    pub fn new(standard: &str, local: &str) -> Self {
        Self(Arc::from(format!("{standard}/{local}")))
    }

    /// The part before the slash.
    pub fn standard(&self) -> &str {
        self.0.split_once('/').map_or("", |(standard, _)| standard)
    }

    /// The part behind the slash.
    pub fn local(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(_, local)| local)
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for RequirementId {
    type Err = InvalidRequirementId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('/') {
            Some((standard, local))
                if !standard.is_empty()
                    && !local.is_empty()
                    && text.chars().all(|c| c.is_ascii_graphic() && c != '#') =>
            {
                Ok(Self(Arc::from(text)))
            }
            _ => Err(InvalidRequirementId(text.to_owned())),
        }
    }
}

impl TryFrom<String> for RequirementId {
    type Error = InvalidRequirementId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RequirementId> for String {
    fn from(id: RequirementId) -> Self {
        id.0.to_string()
    }
}

/// Which side of a requirement a verdict, mutant or waiver is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// Is the member there, with a value?
    Presence,
    /// Has it the JSON type of its row?
    Type,
    /// Is it within its length, counted in characters?
    Length,
    /// Is it one of the listed codes?
    Code,
    /// Has it the shape that its row or a reading gives (date, region code ...)?
    Format,
    /// Does the implementation do what the row or clause says?
    Behaviour,
}

impl Aspect {
    /// All aspects, in the order of reports.
    pub const ALL: [Aspect; 6] = [Self::Presence, Self::Type, Self::Length, Self::Code, Self::Format, Self::Behaviour];

    /// The name used in files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Presence => "presence",
            Self::Type => "type",
            Self::Length => "length",
            Self::Code => "code",
            Self::Format => "format",
            Self::Behaviour => "behaviour",
        }
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Aspect {
    type Err = InvalidAspect;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|aspect| aspect.as_str() == text).ok_or_else(|| InvalidAspect(text.to_owned()))
    }
}

/// Why a text is no aspect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no aspect: expected presence, type, length, code, format or behaviour")]
pub struct InvalidAspect(String);

/// A short text in the two languages of the reports.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Languages that reports are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    #[default]
    En,
}

impl Text {
    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// How sure a text makes one of a row or a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The text shows that there is something, and not what: nothing can be tested.
    Unknown,
    /// It follows from what stands around it, or from kindred texts: a deviation is a warning at most.
    Implied,
    /// The text says so: a deviation can fail.
    #[default]
    Certain,
}

impl Certainty {
    /// The name used in files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Implied => "implied",
            Self::Certain => "certain",
        }
    }

    /// Whether the text says so.
    pub fn is_certain(&self) -> bool {
        *self == Self::Certain
    }
}
