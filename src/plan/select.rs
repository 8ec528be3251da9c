//! Which cases of a plan are run.

use serde::{Deserialize, Serialize};

use super::case::Case;
use crate::standard::{Library, Standard};

/// A selection; an empty list means everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Selection {
    /// Ids of standards.
    pub standards: Vec<String>,
    /// Names of operations.
    pub operations: Vec<String>,
    /// Full or local ids of requirements.
    pub requirements: Vec<String>,
    /// Globs over case ids.
    pub cases: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Slow cases too, unless something else narrows the cases.
    pub slow: bool,
    /// Standards that are not run too, drafts and those of which nothing is called: they are listed and explained.
    pub drafts: bool,
    /// Standards of which nothing is called, where the calls of others show what they ask.
    pub probes: bool,
    /// Gateways too: what they have to refuse is large, and sent where somebody asks for it.
    pub gateways: bool,
}

impl Selection {
    /// The same with the standards of which nothing is called where the calls of others show what they ask: those that a target
    /// `names`, and without a target beside everything that the embedded simulators serve, or where a gateway is asked for.
    #[must_use]
    pub fn with_probes(&self, library: &Library, names: Option<&dyn Fn(&str) -> bool>) -> Self {
        let probed = library.standards.iter().filter(|standard| standard.is_probed());
        let fronted = probed.clone().any(|one| one.gateway.is_some() && self.standards.contains(&one.id));
        let probes = match names {
            Some(names) => probed.clone().any(|standard| names(&standard.id)),
            None => self.standards.is_empty() || fronted,
        };
        Self { probes, gateways: names.is_some() || fronted, ..self.clone() }
    }

    /// Whether a standard is selected.
    pub fn has_standard(&self, id: &str) -> bool {
        self.standards.is_empty() || self.standards.iter().any(|standard| standard == id)
    }

    /// Whether the calls that a standard without operations is judged by are selected by their very name, `<standard>/probe`.
    pub fn names_probe(&self, standard: &Standard) -> bool {
        standard.is_probed() && self.cases.iter().any(|name| name.strip_suffix("/probe") == Some(standard.id.as_str()))
    }

    /// Whether nothing narrows the cases.
    pub fn is_whole(&self) -> bool {
        self.operations.is_empty() && self.requirements.is_empty() && self.cases.is_empty() && self.tags.is_empty()
    }

    /// Whether a case is selected; `judges` tells whether it is about a requirement that is. A slow one must be asked for by
    /// tag or name.
    pub fn has_case(&self, case: &Case, judges: &dyn Fn(&Case) -> bool) -> bool {
        let by_name = self.cases.iter().any(|pattern| glob(pattern, &case.id));
        let by_tag = self.tags.iter().any(|tag| case.tags.contains(tag));
        (self.operations.is_empty() || self.operations.contains(&case.operation))
            && (self.cases.is_empty() || by_name)
            && (self.tags.is_empty() || by_tag)
            && (self.requirements.is_empty() || judges(case))
            && (!case.slow || self.slow || by_name || by_tag)
    }

    /// Requirements named without their standard that several of these standards have: each with those standards.
    pub fn shared<'s>(&self, standards: &[&'s Standard]) -> Vec<(&str, Vec<&'s str>)> {
        let local = self.requirements.iter().map(|wanted| wanted.split_once('#').map_or(wanted.as_str(), |(id, _)| id));
        let having = |wanted: &str| -> Vec<&'s str> {
            let having =
                standards.iter().filter(|standard| standard.row(wanted).is_some() || standard.clause(wanted).is_some());
            having.map(|standard| standard.id.as_str()).collect()
        };
        local.map(|wanted| (wanted, having(wanted))).filter(|(_, standards)| standards.len() > 1).collect()
    }

    /// Local ids of the requirements that are selected by name and that this standard has.
    pub fn requirements_of<'s>(&'s self, standard: &Standard) -> Vec<&'s str> {
        let own = format!("{}/", standard.id);
        let wanted =
            self.requirements.iter().map(|wanted| wanted.split_once('#').map_or(wanted.as_str(), |(id, _)| id));
        let local = wanted.map(|wanted| wanted.strip_prefix(own.as_str()).unwrap_or(wanted));
        local.filter(|local| standard.row(local).is_some() || standard.clause(local).is_some()).collect()
    }

    /// Whether a requirement is selected by name.
    pub fn has_requirement(&self, standard: &str, local: &str) -> bool {
        self.requirements.is_empty()
            || self.requirements.iter().any(|wanted| {
                let wanted = wanted.split_once('#').map_or(wanted.as_str(), |(id, _)| id);
                wanted == local || wanted.split_once('/') == Some((standard, local))
            })
    }
}

/// Matches `*` against any run of characters.
pub fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else { return text.is_empty() };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}
