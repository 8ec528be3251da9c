//! What changed between two runs: by finding, also where an edition has renamed its requirements.

use std::collections::{BTreeMap, BTreeSet};

use super::fingerprint::Fingerprint;
use super::snapshot::{Found, Place, Snapshot, UnitState};
use crate::id::RequirementId;
use crate::verdict::Verdict;

/// One finding of the comparison.
#[derive(Debug, Clone)]
pub struct Change {
    /// The finding, under the ids of the later run.
    pub finding: Fingerprint,
    /// Its verdict in the earlier run, if it was there.
    pub before: Option<Verdict>,
    /// Its verdict in the later run, if it is there.
    pub after: Option<Verdict>,
    /// What is known of it: from the later run, or from the earlier one when it is gone.
    pub found: Found,
}

/// A unit that was judged before and is not any more.
#[derive(Debug, Clone)]
pub struct Lost {
    /// Which, under the ids of the later run where it still has one.
    pub place: Place,
    /// What was said before.
    pub before: Verdict,
    /// What is said now, if anything.
    pub after: Option<Verdict>,
    /// Whether the later catalogue still has the requirement.
    pub listed: bool,
}

/// A unit that is judged now and was not before.
#[derive(Debug, Clone)]
pub struct Gained {
    /// Which, under the ids of the later run.
    pub place: Place,
    /// What was said before, if anything.
    pub before: Option<Verdict>,
    /// What is said now.
    pub after: Verdict,
}

/// What changed between two runs.
#[derive(Debug, Clone, Default)]
pub struct Delta {
    /// Findings that the earlier run did not have, or had as something milder.
    pub new: Vec<Change>,
    /// Findings that are gone although their unit was judged again.
    pub mended: Vec<Change>,
    /// Findings of both runs.
    pub still: Vec<Change>,
    /// Units that are no longer judged.
    pub lost: Vec<Lost>,
    /// Units of requirements of both runs that were not judged before and are now.
    pub gained: Vec<Gained>,
    /// Requirements that the earlier catalogue did not have under any id.
    pub added: Vec<RequirementId>,
    /// Requirements that the later catalogue does not have any more.
    pub removed: Vec<RequirementId>,
    /// Requirements with another id in the later edition, as (before, after).
    pub renamed: Vec<(RequirementId, RequirementId)>,
}

/// Whether a verdict is a finding that is compared: what could not be told is compared by unit.
fn compared(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Warning | Verdict::Fail | Verdict::Error)
}

impl Delta {
    /// Compares two runs.
    pub fn between(before: &Snapshot, after: &Snapshot) -> Self {
        let names = Names::of(before, after);
        let mut delta = Self { renamed: names.renamed(), ..Self::default() };
        let earlier: BTreeMap<Fingerprint, &Found> =
            before.findings.iter().map(|(finding, found)| (names.finding(finding), found)).collect();
        for (finding, found) in after.findings.iter().filter(|(_, found)| compared(found.verdict)) {
            let known = earlier.get(finding);
            let change = Change {
                finding: finding.clone(),
                before: known.map(|known| known.verdict),
                after: Some(found.verdict),
                found: found.clone(),
            };
            match known {
                Some(known) if known.verdict >= found.verdict => delta.still.push(change),
                _ => delta.new.push(change),
            }
        }
        for (finding, found) in earlier.iter().filter(|(_, found)| compared(found.verdict)) {
            let gone = after.findings.get(finding).is_none_or(|now| !compared(now.verdict));
            let place = Place {
                operation: finding.operation.clone(),
                requirement: finding.requirement.clone(),
                aspect: finding.aspect,
            };
            if gone && after.units.get(&place).is_some_and(UnitState::judged) {
                let (finding, found) = (finding.clone(), (*found).clone());
                delta.mended.push(Change { finding, before: Some(found.verdict), after: None, found });
            }
        }
        delta.units(before, after, &names);
        delta
    }

    fn units(&mut self, before: &Snapshot, after: &Snapshot, names: &Names) {
        for (place, state) in before.units.iter().filter(|(_, state)| state.judged()) {
            let place = Place { requirement: names.now(&place.requirement), ..place.clone() };
            let now = after.units.get(&place);
            if now.is_some_and(UnitState::judged) {
                continue;
            }
            let listed = after.requirements.contains_key(&place.requirement);
            let Some(before) = state.verdict else { continue };
            self.lost.push(Lost { place, before, after: now.and_then(|now| now.verdict), listed });
        }
        let known: BTreeSet<RequirementId> = before.requirements.keys().map(|id| names.now(id)).collect();
        let earlier: BTreeMap<Place, &UnitState> = before
            .units
            .iter()
            .map(|(place, state)| (Place { requirement: names.now(&place.requirement), ..place.clone() }, state))
            .collect();
        for (place, state) in after.units.iter().filter(|(place, _)| known.contains(&place.requirement)) {
            let was = earlier.get(place);
            let Some(now) = state.verdict.filter(|_| state.judged() && !was.is_some_and(|was| was.judged())) else {
                continue;
            };
            self.gained.push(Gained { place: place.clone(), before: was.and_then(|was| was.verdict), after: now });
        }
        self.added = after.requirements.keys().filter(|id| !known.contains(*id)).cloned().collect();
        let gone = before.requirements.keys().filter(|id| !after.requirements.contains_key(&names.now(id)));
        self.removed = gone.cloned().collect();
    }

    /// Findings that are new and break a requirement.
    pub fn newly_failing(&self) -> impl Iterator<Item = &Change> {
        self.new.iter().filter(|change| change.after >= Some(Verdict::Fail))
    }
}

/// How the requirements of an earlier edition are called in a later one.
struct Names(BTreeMap<RequirementId, RequirementId>);

impl Names {
    fn of(before: &Snapshot, after: &Snapshot) -> Self {
        let mut names = BTreeMap::new();
        for (id, listed) in &after.requirements {
            for was in &listed.was {
                // An id that the later edition still uses means the same row there.
                if before.requirements.contains_key(was) && !after.requirements.contains_key(was) {
                    names.entry(was.clone()).or_insert_with(|| id.clone());
                }
            }
        }
        Self(names)
    }

    fn now(&self, id: &RequirementId) -> RequirementId {
        self.0.get(id).unwrap_or(id).clone()
    }

    fn renamed(&self) -> Vec<(RequirementId, RequirementId)> {
        self.0.iter().map(|(old, new)| (old.clone(), new.clone())).collect()
    }

    fn finding(&self, finding: &Fingerprint) -> Fingerprint {
        let cause = match finding.cause.split_once('#') {
            Some((id, rest)) => match id.parse::<RequirementId>() {
                Ok(id) => format!("{}#{rest}", self.now(&id)),
                Err(_) => finding.cause.clone(),
            },
            None => finding.cause.clone(),
        };
        Fingerprint { requirement: self.now(&finding.requirement), cause, ..finding.clone() }
    }
}
