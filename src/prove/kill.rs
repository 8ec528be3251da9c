//! What became of one mutant.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::run::Told;
use crate::simulator::Mutant;
use crate::verdict::{Root, Verdict};

/// What became of one mutant.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct MutantResult {
    /// The mutant.
    pub mutant: String,
    /// Its operator.
    pub operator: String,
    /// The requirement that it breaks.
    pub requirement: String,
    /// The aspect.
    pub aspect: String,
    /// What became of it.
    pub result: Kill,
    /// Cases that gave a verdict under the requirement, with the verdict.
    pub killed_by: Vec<Killed>,
    /// Roots under other requirements: wrong blame.
    pub blamed: Vec<Blame>,
}

/// A cause that is not the mutant's, with the first case that shows it.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Blame {
    /// The cause.
    pub root: Root,
    /// The case.
    pub case: String,
}

/// A verdict that shows a mutant.
#[derive(Debug, Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Killed {
    /// The case.
    pub case: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The finding.
    pub code: String,
    /// The check that found it.
    pub check: String,
}

/// What became of a mutant.
#[derive(Debug, Clone, Copy, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum Kill {
    /// A failure or warning under its own requirement, and under no other.
    Killed,
    /// Seen under its own requirement, and blamed on another as well.
    Blurred,
    /// Seen only under other requirements.
    WrongBlame,
    /// Not seen.
    Survived,
}

impl MutantResult {
    /// What the verdicts other than pass make of a mutant, apart from what the sound simulator shows too.
    pub fn of(mutant: &Mutant, told: Vec<Told>, false_alarms: &BTreeSet<Root>) -> Self {
        let mut killed_by = BTreeSet::new();
        let mut blamed = BTreeMap::new();
        for Told { event, by } in told {
            let Some(finding) = event.finding else { continue };
            if false_alarms.contains(&finding.root) {
                continue;
            }
            let own_root = finding.root.requirement == mutant.requirement && finding.root.aspect == mutant.aspect;
            let own = event.requirement == mutant.requirement && event.aspect == mutant.aspect;
            if own_root && own && matches!(event.verdict, Verdict::Fail | Verdict::Warning) {
                let (code, check) = (finding.code.to_string(), by.to_owned());
                killed_by.insert(Killed { case: event.case, verdict: event.verdict, code, check });
            } else if !own_root {
                blamed.entry(finding.root).or_insert(event.case);
            }
        }
        let result = match (killed_by.is_empty(), blamed.is_empty()) {
            (false, true) => Kill::Killed,
            (false, false) => Kill::Blurred,
            (true, false) => Kill::WrongBlame,
            (true, true) => Kill::Survived,
        };
        Self {
            mutant: mutant.id.clone(),
            operator: mutant.operator.to_owned(),
            requirement: mutant.requirement.to_string(),
            aspect: mutant.aspect.to_string(),
            result,
            killed_by: killed_by.into_iter().collect(),
            blamed: blamed.into_iter().map(|(root, case)| Blame { root, case }).collect(),
        }
    }
}
