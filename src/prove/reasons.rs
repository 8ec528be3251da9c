//! What the proof leaves open, as it stands in data: `proof.yaml` beside the tables of a standard.

use serde::{Deserialize, Serialize};

use crate::id::Aspect;
use crate::standard::{LoadError, Source, Standard, Subject};
use crate::yaml;

/// The closed list of reasons for which something goes without proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// No answer can show the fault by itself.
    Unobservable,
    /// A reading leaves it free, or rules it elsewhere.
    Reading,
    /// The data that would show it are not there.
    DataAbsent,
}

impl Reason {
    /// The name used in files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unobservable => "unobservable",
            Self::Reading => "reading",
            Self::DataAbsent => "data-absent",
        }
    }
}

/// What is left open about one standard, or about all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reasons {
    /// Judged aspects of requirements that no mutant breaks.
    #[serde(default)]
    pub units: Vec<OpenUnit>,
    /// Mutants that nothing sees.
    #[serde(default)]
    pub mutants: Vec<OpenMutant>,
    /// Checks that no mutant needs.
    #[serde(default)]
    pub checks: Vec<OpenCheck>,
    /// What a target that implements nothing passes all the same.
    #[serde(default)]
    pub useless: Vec<OpenPass>,
}

/// What a target that implements nothing passes all the same.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenPass {
    /// The target.
    pub target: String,
    /// Local ids of requirements with their aspects, `T14.2#type`.
    pub passes: Vec<String>,
    /// Why.
    pub reason: Reason,
    /// Why, in a few words.
    pub because: String,
}

/// A judged aspect of a requirement that no mutant breaks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenUnit {
    /// Local id.
    pub requirement: String,
    /// The aspect.
    pub aspect: Aspect,
    /// Why.
    pub reason: Reason,
    /// Why, in a few words.
    pub because: String,
}

/// A mutant that nothing sees.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenMutant {
    /// Its id without the standard.
    pub mutant: String,
    /// Why.
    pub reason: Reason,
    /// Why, in a few words.
    pub because: String,
}

/// A check that no mutant needs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenCheck {
    /// Its name.
    pub check: String,
    /// Why.
    pub reason: Reason,
    /// Why, in a few words.
    pub because: String,
}

impl Reasons {
    /// What `proof.yaml` of a folder says: that of a standard, or with an empty name that of all.
    ///
    /// # Errors
    /// When the source cannot be read or the file says something wrong.
    pub fn load(source: &Source, folder: &str) -> Result<Self, LoadError> {
        let path = if folder.is_empty() { "proof.yaml".to_owned() } else { format!("{folder}/proof.yaml") };
        let files = source.files("proof.yaml")?;
        let Some(file) = files.iter().find(|file| file.path == path) else { return Ok(Self::default()) };
        yaml::parse(&file.shown, &file.text).map_err(|problem| LoadError::Wrong(vec![*problem]))
    }

    /// Those about requirements that are judged on this subject.
    pub fn within(mut self, standard: &Standard, subject: Subject) -> Self {
        let of = |local: &str| standard.subject_of(local).is_none_or(|of| of == subject);
        self.units.retain(|open| of(&open.requirement));
        self.mutants.retain(|open| of(open.mutant.split_once('#').map_or("", |(local, _)| local)));
        if subject != Subject::Service {
            self.useless.clear();
        }
        self
    }

    /// Why no mutant breaks an aspect of a requirement.
    pub fn of_unit(&self, local: &str, aspect: Aspect) -> Option<&OpenUnit> {
        self.units.iter().find(|open| open.requirement == local && open.aspect == aspect)
    }

    /// Whether a target that implements nothing may pass this.
    pub fn lets_pass(&self, target: &str, unit: &str) -> bool {
        self.useless.iter().any(|open| open.target == target && open.passes.iter().any(|passed| passed == unit))
    }

    /// Why nothing sees a mutant, by its whole id.
    pub fn of_mutant(&self, id: &str) -> Option<&OpenMutant> {
        self.mutants.iter().find(|open| id.split_once('/').is_some_and(|(_, local)| local == open.mutant))
    }
}
