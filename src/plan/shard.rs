//! One part of a plan that several runs share: the same parts each time, of nearly equal work, with all that a case
//! depends on.

use std::collections::{BTreeSet, HashMap};
use std::str::FromStr;
use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::build::{Plan, StandardPlan};
use super::case::Case;
use crate::verdict::ShardScope;

/// Parts that a plan may be split into.
const MOST: u32 = 256;

/// Which part of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which, from 1.
    pub index: u32,
    /// How many.
    pub count: u32,
}

/// Why a text names no part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no part of a run: expected I/N with I from 1 to N, and N up to {MOST}, for example 2/3")]
pub struct InvalidShard(String);

impl FromStr for Shard {
    type Err = InvalidShard;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || InvalidShard(text.to_owned());
        let (index, count) = text.split_once('/').ok_or_else(wrong)?;
        let number = |text: &str| text.parse::<u32>().map_err(|_| wrong());
        let (index, count) = (number(index)?, number(count)?);
        if (1..=MOST).contains(&count) && (1..=count).contains(&index) {
            Ok(Self { index, count })
        } else {
            Err(wrong())
        }
    }
}

impl Plan {
    /// One part of this plan. Every case is in one part; the accepted case that a negative one is compared with, and
    /// the fixtures that a case takes values of, are run again in each part that needs them.
    pub fn part(&self, shard: Shard) -> Self {
        let mut loads = vec![0_usize; shard.count as usize];
        let mut parts = Vec::new();
        for whole in &self.standards {
            let ids = own(&whole.cases, &mut loads, shard);
            let cases = whole.cases.iter().filter(|case| ids.contains(case.id.as_str())).cloned().collect();
            let part_of = Some(Arc::new(whole.clone()));
            // One part alone looks for what is not claimed.
            let entire = if shard.index == 1 { whole.entire.clone() } else { BTreeSet::new() };
            parts.push(StandardPlan { cases, entire, part_of, ..whole.clone() });
        }
        let scope = ShardScope {
            index: shard.index,
            count: shard.count,
            plan: self.digest(),
            selection: serde_json::to_value(&self.selection).unwrap_or_default(),
            cases: self.standards.iter().map(|part| part.cases.len()).sum(),
            fittings: self.standards.iter().filter_map(fitting).collect(),
        };
        Self { standards: parts, shard: Some(scope), ..self.clone() }
    }

    /// What tells this plan from another: standards, editions and cases.
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for part in &self.standards {
            digest.update(format!("{} {}\n", part.standard.id, part.standard.edition));
            for case in &part.cases {
                digest.update(format!("{}\n", case.id));
            }
        }
        digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The cases of one part with those that they are compared with: the heaviest first, each to the part that has the least to
/// do after taking it and what of these it does not have yet.
fn own<'c>(cases: &'c [Case], loads: &mut [usize], shard: Shard) -> BTreeSet<&'c str> {
    let by_id: HashMap<&str, &Case> = cases.iter().map(|case| (case.id.as_str(), case)).collect();
    let mut order: Vec<(usize, &Case)> = cases.iter().map(|case| (weight(case), case)).collect();
    order.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let mut parts: Vec<BTreeSet<&str>> = loads.iter().map(|_| BTreeSet::new()).collect();
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    for (_, case) in order {
        // As the twin of another it may be there already.
        if !placed.insert(&case.id) {
            continue;
        }
        let lacking = |part: &BTreeSet<&str>| -> Vec<&'c Case> {
            chain(&by_id, case).into_iter().filter(|case| !part.contains(case.id.as_str())).collect()
        };
        let after = |place: usize| loads[place] + lacking(&parts[place]).into_iter().map(weight).sum::<usize>();
        let Some(least) = (0..parts.len()).min_by_key(|place| after(*place)) else { continue };
        loads[least] = after(least);
        let taken = lacking(&parts[least]);
        placed.extend(taken.iter().map(|case| case.id.as_str()));
        parts[least].extend(taken.iter().map(|case| case.id.as_str()));
    }
    parts.into_iter().nth(shard.index as usize - 1).unwrap_or_default()
}

/// A case, those without which it says nothing, those without which these say nothing.
fn chain<'c>(by_id: &HashMap<&str, &'c Case>, case: &'c Case) -> Vec<&'c Case> {
    let mut chain = vec![case];
    let mut at = 0;
    // Companions go up a few steps; one that is there already ends them.
    while let Some(case) = chain.get(at).copied() {
        for other in case.companions().filter_map(|id| by_id.get(id.as_str()).copied()) {
            if !chain.iter().any(|known| known.id == other.id) {
                chain.push(other);
            }
        }
        at += 1;
    }
    chain
}

/// Exchanges that a case may take.
fn weight(case: &Case) -> usize {
    case.steps.iter().map(|step| step.for_each.as_ref().map_or(1, |each| each.max)).sum::<usize>().max(1)
}
/// What a target file said where the text of a standard leaves something open.
fn fitting(part: &StandardPlan) -> Option<(String, Value)> {
    let fitting = part.standard.fitting.as_ref()?;
    Some((part.standard.id.clone(), serde_json::to_value(fitting).unwrap_or_default()))
}
