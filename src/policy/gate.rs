//! The gate: what a run amounts to under waivers, a baseline and the limits that a pipeline sets.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::delta::Delta;
use super::exit::{FailOn, Outcome, outcome};
use super::snapshot::Snapshot;
use super::stale::{Stale, Use, stale};
use super::waiver::{Force, Waivers};
use crate::verdict::{Event, Excuse, Excuses, FindingCode, Fold, Unit, UnitFinding, Verdict, VerdictEvent};

/// What a pipeline asks of a run.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// The mildest verdict that counts; by default failures, with a baseline those that it does not have.
    pub fail_on: Option<FailOn>,
    /// Percent of the planned units that must be judged.
    pub min_judged: Option<f64>,
    /// Findings that somebody answers for.
    pub waivers: Waivers,
    /// An earlier run.
    pub baseline: Option<Snapshot>,
}

/// Terms held against a day and a version of the target: what counts is settled.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    terms: Terms,
    force: Vec<Force>,
}

impl Policy {
    /// The terms on a day, for a version of the target.
    pub fn new(terms: Terms, today: Date, version: &str) -> Self {
        let force = terms.waivers.entries.iter().map(|waiver| waiver.force(today, version)).collect();
        Self { terms, force }
    }

    /// The mildest verdict that counts.
    pub fn fail_on(&self) -> FailOn {
        let usual = if self.terms.baseline.is_some() { FailOn::New } else { FailOn::Fail };
        self.terms.fail_on.unwrap_or(usual)
    }

    /// The waivers.
    pub fn waivers(&self) -> &Waivers {
        &self.terms.waivers
    }

    /// The earlier run that this one is compared with.
    pub fn baseline(&self) -> Option<&Snapshot> {
        self.terms.baseline.as_ref()
    }

    /// Whether each waiver holds, in the order of the file.
    pub fn force(&self) -> &[Force] {
        &self.force
    }
}

impl Excuses for Policy {
    fn excuse(&self, event: &VerdictEvent) -> Option<Excuse> {
        if event.verdict <= Verdict::Pass || event.verdict == Verdict::Error {
            return None;
        }
        let holding = self.terms.waivers.entries.iter().zip(&self.force).enumerate();
        let mut holding = holding.filter(|(_, (_, force))| **force == Force::Holds);
        let waived = holding.find(|(_, (waiver, _))| waiver.concerns(event) && waiver.is_about(event));
        if let Some((place, _)) = waived {
            return Some(Excuse::Waived(place));
        }
        let known = self.fail_on() == FailOn::New && self.baseline().is_some_and(|baseline| baseline.knows(event));
        known.then_some(Excuse::Known)
    }
}

/// Takes a stream in and says what it amounts to.
#[derive(Debug)]
pub struct Gate {
    policy: Arc<Policy>,
    fold: Fold,
    uses: Vec<Use>,
    snapshot: Option<Snapshot>,
}

/// What a stream amounts to.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The outcome.
    pub outcome: Outcome,
    /// Waivers to mend.
    pub stale: Vec<Stale>,
    /// What changed since the baseline, if there is one.
    pub delta: Option<Delta>,
    /// Percent of the planned units that were judged, and how many there must be, where that is not so.
    pub too_little: Option<(f64, f64)>,
}

impl Gate {
    /// A gate before the first event.
    pub fn new(policy: Arc<Policy>) -> Self {
        Self {
            fold: Fold::excusing(policy.clone()),
            uses: policy.waivers().entries.iter().map(|_| Use::default()).collect(),
            snapshot: policy.baseline().map(|_| Snapshot::default()),
            policy,
        }
    }

    /// Takes one event in.
    pub fn event(&mut self, event: &Event) {
        self.fold.event(event);
        if let Some(snapshot) = &mut self.snapshot {
            snapshot.event(event);
        }
        if let Event::Verdict(verdict) = event {
            for (waiver, used) in self.policy.waivers().entries.iter().zip(&mut self.uses) {
                if waiver.concerns(verdict) {
                    used.note(verdict, waiver.is_about(verdict));
                }
            }
        }
    }

    /// The stream folded, with what is excused held apart.
    pub fn fold(&self) -> &Fold {
        &self.fold
    }

    /// The policy that it decides by.
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// What the stream amounts to; without its close it cannot conform.
    pub fn decide(&self) -> Decision {
        let totals = self.fold.totals();
        let finished = self.fold.finished();
        let stopped = finished.and_then(|finished| finished.stopped);
        let mut outcome = outcome(&totals, stopped, self.policy.fail_on());
        if finished.is_none() {
            outcome = outcome.and(Outcome::Undecided);
        }
        let stale = stale(&self.policy, &self.uses, &self.fold);
        if !stale.is_empty() {
            outcome = outcome.and(Outcome::Usage);
        }
        let too_little = self.too_little();
        if too_little.is_some() {
            outcome = outcome.and(Outcome::Undecided);
        }
        let delta =
            self.policy.baseline().zip(self.snapshot.as_ref()).map(|(before, after)| Delta::between(before, after));
        Decision { outcome, stale, delta, too_little }
    }

    fn too_little(&self) -> Option<(f64, f64)> {
        let wanted = self.policy.terms.min_judged?;
        let totals = self.fold.totals();
        let sum = |count: fn(&crate::verdict::StandardTotals) -> usize| {
            totals.standards.values().map(count).sum::<usize>() as f64
        };
        // What the target does not claim was not judged either: claims must not shrink what a pipeline trusts.
        let planned = sum(|standard| standard.planned) - self.not_asked() as f64 + self.left_out() as f64;
        let share = if planned > 0.0 { 100.0 * sum(|standard| standard.judged) / planned } else { 0.0 };
        (share < wanted).then_some((share, wanted))
    }

    /// How many planned units turned out to be asked of no target as it is: on its network, or of what it need not have. Who hands
    /// something in says so of it himself: that does not count here.
    fn not_asked(&self) -> usize {
        let called = self.fold.started().is_some_and(|started| !started.target.claims.is_empty());
        let is_asked = |finding: &UnitFinding| {
            finding.finding.as_ref().is_none_or(|finding| finding.code != FindingCode::NotAsked)
        };
        let neutral = |unit: &&Unit| unit.planned() && unit.verdict == Some(Verdict::NotApplicable);
        let units = self.fold.units().iter().filter(neutral);
        if called { units.filter(|unit| !unit.findings.iter().any(is_asked)).count() } else { 0 }
    }

    /// How many units are not judged because the target does not claim their operation, or because nothing of their table, form
    /// or dossier was handed in. What a standard or a network leaves out is asked of nobody and does not count.
    fn left_out(&self) -> usize {
        let group = |unit: &Unit| (unit.key.requirement.standard().to_owned(), unit.key.operation.clone());
        let units = self.fold.units();
        let planned: BTreeSet<(String, String)> = units.iter().filter(|unit| unit.planned()).map(group).collect();
        let claims = self.fold.started().map_or(&[][..], |started| &started.target.claims);
        let not_claimed: BTreeSet<(String, String)> = claims
            .iter()
            .flat_map(|claims| claims.not_claimed.iter().map(|(name, _)| (claims.standard.clone(), name.clone())))
            .collect();
        let left_out = |unit: &&Unit| {
            let group = group(unit);
            let missing = claims.is_empty() && !group.1.is_empty() && !planned.contains(&group);
            not_claimed.contains(&group) || missing
        };
        let neutral = |unit: &&Unit| !unit.planned() && unit.disposition == Verdict::NotApplicable.as_str();
        units.iter().filter(neutral).filter(left_out).count()
    }
}
