//! Counts that close a stream.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::scale::Verdict;

/// Totals of a run, over judged units: a unit is one aspect of one requirement in one operation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Cases in the plan.
    pub cases: usize,
    /// Exchanges sent.
    pub exchanges: usize,
    /// By standard.
    pub standards: BTreeMap<String, StandardTotals>,
}

/// Totals of one standard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandardTotals {
    /// Units that the plan set out to judge.
    pub planned: usize,
    /// Units for which something was observed.
    pub reached: usize,
    /// Units with a verdict of pass, warning or fail.
    pub judged: usize,
    /// Units by their worst verdict.
    pub verdicts: BTreeMap<Verdict, usize>,
    /// Units that a waiver keeps from counting; none in the totals of a stream, which knows no waivers.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub waived: usize,
    /// Units that a baseline keeps from counting; none in the totals of a stream.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub known: usize,
    /// Units that are not judged, by the reason of their disposition.
    pub dispositions: BTreeMap<String, usize>,
    /// Different causes among the failures.
    pub failing_roots: usize,
}

impl StandardTotals {
    /// Units whose worst verdict is this one.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }
}

impl Totals {
    /// Units of all standards whose worst verdict is this one.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.standards.values().map(|standard| standard.count(verdict)).sum()
    }
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}
