//! Findings that do not count: what a policy holds apart, without changing a verdict.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::event::VerdictEvent;
use super::scale::Verdict;

/// Why a finding does not count against a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Excuse {
    /// An entry of the waiver file, by its position from 0.
    Waived(usize),
    /// An earlier run had it.
    Known,
}

/// Says which findings do not count. Policies implement it; a [`Fold`](super::Fold) asks it.
pub trait Excuses: fmt::Debug + Send + Sync {
    /// Why this verdict does not count; none: it counts.
    fn excuse(&self, event: &VerdictEvent) -> Option<Excuse>;
}

/// How a unit stands once excuses are taken into account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// By its worst verdict that counts; none when no case said anything.
    Counts(Option<Verdict>),
    /// Everything graver than a warning is excused: neither a pass nor against the target.
    Excused(Excuse),
}
