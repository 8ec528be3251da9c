//! What a recorded run found, by what makes a finding the same one: what later runs are compared with.

use std::collections::{BTreeMap, BTreeSet};

use super::fingerprint::Fingerprint;
use crate::id::{Aspect, RequirementId, Text};
use crate::verdict::{Event, JUDGED, RunFinished, RunStarted, Verdict, VerdictEvent};

/// One aspect of one requirement in one operation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Operation; empty when the requirement holds for the whole standard.
    pub operation: String,
    /// Requirement.
    pub requirement: RequirementId,
    /// Aspect.
    pub aspect: Aspect,
}

/// What is known of one finding.
#[derive(Debug, Clone)]
pub struct Found {
    /// The gravest verdict that rests on it.
    pub verdict: Verdict,
    /// How many verdicts rest on it.
    pub count: usize,
    /// The first of the gravest.
    pub first: VerdictEvent,
    /// The cases that showed it.
    pub cases: BTreeSet<String>,
}

/// What is known of one unit.
#[derive(Debug, Clone, Default)]
pub struct UnitState {
    /// Whether the plan set out to judge it.
    pub planned: bool,
    /// The worst verdict.
    pub verdict: Option<Verdict>,
    /// The cases that gave a verdict.
    pub cases: BTreeSet<String>,
}

/// One requirement of the catalogue.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its title.
    pub title: Text,
    /// Its operation.
    pub operation: String,
    /// Ids that it had in earlier editions.
    pub was: Vec<RequirementId>,
}

/// A run as far as another is compared with it.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// How it opened.
    pub started: Option<RunStarted>,
    /// How it closed; none: the stream is incomplete.
    pub finished: Option<RunFinished>,
    /// Everything that was found, other than what passed or does not apply.
    pub findings: BTreeMap<Fingerprint, Found>,
    /// Every unit.
    pub units: BTreeMap<Place, UnitState>,
    /// The catalogue.
    pub requirements: BTreeMap<RequirementId, Listed>,
}

impl Snapshot {
    /// The snapshot of a stream.
    pub fn of<'e>(events: impl IntoIterator<Item = &'e Event>) -> Self {
        let mut snapshot = Self::default();
        events.into_iter().for_each(|event| snapshot.event(event));
        snapshot
    }

    /// Takes one event in.
    pub fn event(&mut self, event: &Event) {
        match event {
            Event::RunStarted(started) => self.started = Some(started.clone()),
            Event::Requirement(entry) => {
                for aspect in &entry.aspects {
                    let place = Place {
                        operation: entry.operation.clone(),
                        requirement: entry.requirement.clone(),
                        aspect: aspect.aspect,
                    };
                    self.units.entry(place).or_default().planned |= aspect.disposition == JUDGED;
                }
                let listed =
                    Listed { title: entry.title.clone(), operation: entry.operation.clone(), was: entry.was.clone() };
                self.requirements.entry(entry.requirement.clone()).or_insert(listed);
            }
            Event::Exchange(_) => {}
            Event::Verdict(verdict) => self.verdict(verdict),
            Event::RunFinished(finished) => self.finished = Some(finished.clone()),
        }
    }

    fn verdict(&mut self, event: &VerdictEvent) {
        let unit = self.units.entry(Place::of(event)).or_default();
        unit.verdict = unit.verdict.max(Some(event.verdict));
        if !unit.cases.contains(&event.case) {
            unit.cases.insert(event.case.clone());
        }
        if event.verdict <= Verdict::Pass {
            return;
        }
        let Some(fingerprint) = Fingerprint::of(event) else { return };
        let found = self.findings.entry(fingerprint).or_insert_with(|| Found {
            verdict: event.verdict,
            count: 0,
            first: event.clone(),
            cases: BTreeSet::new(),
        });
        found.count += 1;
        if event.verdict > found.verdict {
            (found.verdict, found.first) = (event.verdict, event.clone());
        }
        found.cases.insert(event.case.clone());
    }

    /// Whether it has this very finding: the same fault at the same place, at least as grave, and from the same case
    /// unless that case is one that it did not run.
    pub fn knows(&self, event: &VerdictEvent) -> bool {
        let Some(found) = Fingerprint::of(event).and_then(|fingerprint| self.findings.get(&fingerprint)) else {
            return false;
        };
        let ran = self.units.get(&Place::of(event)).is_some_and(|unit| unit.cases.contains(&event.case));
        found.verdict >= event.verdict && (!ran || found.cases.contains(&event.case))
    }
}

impl Place {
    /// The place that a verdict is about.
    pub fn of(event: &VerdictEvent) -> Self {
        Self { operation: event.operation.clone(), requirement: event.requirement.clone(), aspect: event.aspect }
    }
}

impl UnitState {
    /// Whether it was judged: passed, warned of or broken.
    pub fn judged(&self) -> bool {
        matches!(self.verdict, Some(Verdict::Pass | Verdict::Warning | Verdict::Fail))
    }
}
