//! Waivers to mend: expired, unused, or about a finding that is no longer there.

use std::collections::BTreeSet;

use super::fingerprint::Fingerprint;
use super::gate::Policy;
use super::waiver::Force;
use crate::verdict::{Fold, Verdict, VerdictEvent};

/// Findings that a message names instead of the one that is waived.
const NAMED: usize = 3;

/// What a run said about one waiver's place.
#[derive(Debug, Clone, Default)]
pub struct Use {
    /// Verdicts that rest on its finding.
    pub hits: usize,
    /// Verdicts about its place.
    pub seen: usize,
    /// Whether something could not be told there.
    pub untold: bool,
    /// Other findings there.
    pub others: BTreeSet<Fingerprint>,
}

impl Use {
    /// Takes in a verdict about its place.
    pub fn note(&mut self, event: &VerdictEvent, hit: bool) {
        self.seen += 1;
        self.hits += usize::from(hit);
        self.untold |= event.verdict == Verdict::Inconclusive;
        if !hit && matches!(event.verdict, Verdict::Warning | Verdict::Fail) {
            self.others.extend(Fingerprint::of(event));
        }
    }
}

/// Why a waiver must be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Its last day is over; whether its finding is still there.
    Expired(bool),
    /// Nothing is wrong at its place any more.
    Unused,
    /// Something else is wrong at its place now.
    NoLongerMatching(Vec<Fingerprint>),
    /// It is for some versions, and the target says none.
    NoVersion,
}

/// A waiver to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// Its position in the file, from 0.
    pub waiver: usize,
    /// Why.
    pub fault: Fault,
}

/// The waivers to mend after a stream. Whether one is used can only be told when nothing was left out of the run.
pub(super) fn stale(policy: &Policy, uses: &[Use], fold: &Fold) -> Vec<Stale> {
    let ended = fold.finished().is_some_and(|finished| finished.stopped.is_none());
    let whole = ended && fold.started().is_some_and(|started| started.scope.whole && started.scope.shard.is_none());
    let ran =
        |standard: &str| fold.started().is_some_and(|started| started.standards.iter().any(|(id, _)| id == standard));
    let entries = policy.waivers().entries.iter().zip(policy.force()).zip(uses).enumerate();
    let fault = |(place, ((waiver, force), used)): (usize, ((&super::waiver::Waiver, &Force), &Use))| {
        let fault = match force {
            Force::Expired => Fault::Expired(used.hits > 0),
            Force::NoVersion => Fault::NoVersion,
            Force::OtherVersion => return None,
            Force::Holds if !whole || used.hits > 0 || !ran(waiver.requirement.standard()) => return None,
            Force::Holds if !used.others.is_empty() => {
                Fault::NoLongerMatching(used.others.iter().take(NAMED).cloned().collect())
            }
            // It may still be there, behind what could not be told.
            Force::Holds if used.untold => return None,
            Force::Holds => Fault::Unused,
        };
        Some(Stale { waiver: place, fault })
    };
    entries.filter_map(fault).collect()
}
