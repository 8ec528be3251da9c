//! Two faults at once: one may not hide the other.

use std::collections::BTreeSet;

use serde::Serialize;

use super::observe::{Bench, First};
use super::parallel::{Draw, in_parallel};
use crate::run::{Said, Told};
use crate::simulator::Mutant;
use crate::verdict::{Root, Verdict};

/// What became of pairs of mutants.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Pairs {
    /// Pairs that were tried.
    pub tried: usize,
    /// Pairs of which both were seen under their own requirements.
    pub both_seen: usize,
    /// Pairs of which one left the other inconclusive.
    pub one_inconclusive: usize,
    /// Pairs of which one hid the other: must be empty.
    pub hidden: Vec<Hidden>,
}

/// A mutant that another hid.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Hidden {
    /// The mutant that was not seen.
    pub mutant: String,
    /// The one that was there too.
    pub behind: String,
}

/// Pairs of mutants of different requirements, as a seed draws them.
pub fn drawn_pairs(mutants: &[Mutant], seed: u64, count: usize) -> Vec<(Mutant, Mutant)> {
    let mut draw = Draw::new(seed);
    let mut pairs = Vec::with_capacity(count);
    let apart = mutants.iter().map(|mutant| &mutant.requirement).collect::<BTreeSet<_>>().len() > 1;
    while apart && pairs.len() < count {
        let drawn = (mutants.get(draw.below(mutants.len())), mutants.get(draw.below(mutants.len())));
        if let (Some(one), Some(other)) = drawn
            && one.requirement != other.requirement
        {
            pairs.push((one.clone(), other.clone()));
        }
    }
    pairs
}

/// Tries pairs.
///
/// # Errors
/// When there is no simulator, runtime or target.
pub fn combine(
    bench: &Bench<'_>,
    pairs: &[(Mutant, Mutant)],
    first: &First,
    false_alarms: &BTreeSet<Root>,
    threads: usize,
) -> Result<Pairs, String> {
    let results = in_parallel(pairs, threads, |(one, other)| {
        let simulator = bench.simulator()?.with_mutant(one.clone()).with_mutant(other.clone());
        let mut said = bench.said(simulator, first, &BTreeSet::new())?;
        said.told
            .retain(|told| told.event.finding.as_ref().is_none_or(|finding| !false_alarms.contains(&finding.root)));
        Ok([sight(&said, one), sight(&said, other)])
    })?;
    let mut all = Pairs { tried: pairs.len(), ..Pairs::default() };
    for ((one, other), [first, second]) in pairs.iter().zip(results) {
        match (first, second) {
            (Sight::Seen, Sight::Seen) => all.both_seen += 1,
            (Sight::Passed, _) => {
                all.hidden.push(Hidden { mutant: one.id.clone(), behind: other.id.clone() });
            }
            (_, Sight::Passed) => {
                all.hidden.push(Hidden { mutant: other.id.clone(), behind: one.id.clone() });
            }
            _ => all.one_inconclusive += 1,
        }
    }
    Ok(all)
}

/// What the verdicts say of one of two mutants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    /// It is seen under its own requirement.
    Seen,
    /// Its requirement is in doubt.
    Doubtful,
    /// Its requirement is passed, or nothing is said of it.
    Passed,
}

fn sight(said: &Said, mutant: &Mutant) -> Sight {
    let own = |told: &&Told| told.event.requirement == mutant.requirement;
    let about = |told: &Told| told.event.aspect == mutant.aspect;
    let mut own = said.told.iter().filter(own).peekable();
    let in_doubt = own.peek().is_some();
    let mut doubtful = false;
    for told in own {
        doubtful |= about(told);
        if about(told) && shows(told, mutant) {
            return Sight::Seen;
        }
    }
    // Of an optional row nobody sets out to judge the presence: where its value cannot be told, nor can that.
    let silent = || in_doubt && !said.judges(mutant.requirement.local(), mutant.aspect);
    if doubtful || silent() { Sight::Doubtful } else { Sight::Passed }
}

/// Whether a verdict is due to this mutant, not to what hides it.
fn shows(told: &Told, mutant: &Mutant) -> bool {
    let own = |root: &Root| root.requirement == mutant.requirement && root.aspect == mutant.aspect;
    matches!(told.event.verdict, Verdict::Fail | Verdict::Warning)
        && told.event.finding.as_ref().is_some_and(|finding| own(&finding.root))
}
