//! One part of a plan that several runs share: the same parts each time, of nearly equal work, with all that a case
//! depends on.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;

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
            let own = own(&whole.cases, &mut loads, shard);
            let ids = with_twins(&whole.cases, own);
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

/// The cases of one part: the heaviest first, each to the part with the least to do so far.
fn own<'c>(cases: &'c [Case], loads: &mut [usize], shard: Shard) -> BTreeSet<&'c str> {
    let mut order: Vec<(usize, &Case)> = cases.iter().map(|case| (weight(case), case)).collect();
    order.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let mut own = BTreeSet::new();
    for (weight, case) in order {
        let least = loads.iter().enumerate().min_by_key(|(_, load)| **load).map_or(0, |(place, _)| place);
        if let Some(load) = loads.get_mut(least) {
            *load += weight;
        }
        if least + 1 == shard.index as usize {
            own.insert(case.id.as_str());
        }
    }
    own
}

/// Exchanges that a case may take.
fn weight(case: &Case) -> usize {
    case.steps.iter().map(|step| step.for_each.as_ref().map_or(1, |each| each.max)).sum::<usize>().max(1)
}

fn with_twins<'c>(cases: &'c [Case], mut ids: BTreeSet<&'c str>) -> BTreeSet<&'c str> {
    loop {
        let chosen = cases.iter().filter(|case| ids.contains(case.id.as_str()));
        let twins: Vec<&str> =
            chosen.filter_map(|case| case.twin.as_deref()).filter(|twin| !ids.contains(twin)).collect();
        if twins.is_empty() {
            return ids;
        }
        ids.extend(twins);
    }
}
