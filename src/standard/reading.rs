//! Readings: what the text leaves in doubt, how it is read, and what happens to a deviation.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::id::Aspect;

/// One defect or contradiction of the text, with the reading taken.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Stable id, for example `A26` or `A16.1`.
    pub id: String,
    /// Where in the text.
    #[serde(rename = "where")]
    pub place: String,
    /// What conflicts or is missing.
    pub conflict: String,
    /// The reading taken.
    pub reading: String,
    /// What happens to behaviour that deviates from the reading.
    pub verdict: ReadingVerdict,
    /// Damage of the extraction or a slip: no rule, no freedom, no mutant.
    #[serde(default)]
    pub editorial: bool,
    /// Whose behaviour it is about.
    #[serde(default)]
    pub scope: Scope,
    /// The findings that it decides.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Why no run can tell a deviation from it: then another verdict changes nothing.
    #[serde(default)]
    pub unjudged: Option<Unjudged>,
}

/// Why no run can tell a deviation from a reading.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unjudged {
    /// The reason, from a closed list.
    pub kind: UnjudgedKind,
    /// What it is about: a document, other readings, a few words.
    pub note: String,
}

/// The closed list of reasons for which no run can tell a deviation from a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnjudgedKind {
    /// It says how the text is understood: nothing that a target does deviates from it.
    Interpretation,
    /// Other readings carry its rules; the note is their ids, with commas between.
    Carried,
    /// What could be compared stands in a document that was not supplied.
    NeedsDocument,
    /// Nothing that can be seen from outside depends on it.
    Unobservable,
}

impl UnjudgedKind {
    /// The name used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Interpretation => "interpretation",
            Self::Carried => "carried",
            Self::NeedsDocument => "needs-document",
            Self::Unobservable => "unobservable",
        }
    }
}

/// What happens to a deviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ReadingVerdict {
    /// It fails.
    Fail,
    /// It warns.
    Warn,
    /// Either form passes.
    Both,
    /// It is not judged.
    None,
    /// It is a setting of the target, not judged.
    Config,
    /// It cannot be decided.
    Inconc,
}

/// Whose behaviour a reading is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// An implementation that answers.
    #[default]
    Provider,
    /// A system that calls.
    Caller,
    /// The target file.
    Target,
}

/// Findings that a reading decides.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Local ids, globs, or selectors such as `length:0~&required:是`; empty means every requirement.
    #[serde(default)]
    pub requirements: Vec<String>,
    /// The aspect, any when left out.
    #[serde(default)]
    pub aspect: Option<Aspect>,
    /// Finding codes.
    #[serde(deserialize_with = "one_or_many")]
    pub finding: Vec<String>,
    /// What must hold besides.
    #[serde(default)]
    pub when: When,
}

/// Conditions of a rule; all that are given must hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    /// The offending value is one of these.
    pub actual: Vec<Value>,
    /// The offending value has this JSON type.
    pub actual_type: Option<String>,
    /// The object that lacks the member has this other member.
    pub sibling: Option<String>,
    /// The object that lacks the member has it, or has it not, under the name that another standard gives the row.
    pub original: Option<bool>,
    /// The request had these values at these JSON pointers.
    pub request: BTreeMap<String, Value>,
    /// The target's declared network is one of these.
    pub network: Vec<String>,
    /// The operation.
    pub operation: Option<String>,
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected a finding code, or a list of them")]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}
