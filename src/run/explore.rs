//! Finds the smallest request that still shows what a drawn one has shown.

use super::engine::{Ready, Settings};
use super::recall::remember;
use crate::check::Registry;
use crate::plan::{Case, StandardPlan, smaller};
use crate::verdict::{Root, Verdict, VerdictEvent};

/// Requests that are tried to make one smaller.
const TRIES: usize = 60;

/// The smallest request that was found for a finding of a drawn case.
#[derive(Debug, Clone)]
pub struct Smallest {
    /// The case, with what is left of it.
    pub case: Case,
    /// What it shows.
    pub event: VerdictEvent,
    /// Requests that were tried.
    pub tries: usize,
}

/// Takes away from a case what does not matter to a finding, as long as the finding with the same root stays.
pub async fn shrink(
    ready: &Ready<'_>,
    seed: u64,
    registry: &Registry,
    settings: &Settings,
    (case, event): (&Case, &VerdictEvent),
) -> Smallest {
    let mut smallest = Smallest { case: case.clone(), event: event.clone(), tries: 0 };
    let Some(root) = event.finding.as_ref().map(|finding| finding.root.clone()) else { return smallest };
    loop {
        let mut found = None;
        for less in smaller(&smallest.case) {
            if smallest.tries == TRIES || *settings.stop.borrow() {
                return smallest;
            }
            smallest.tries += 1;
            if let Some(event) = shows(ready, seed, registry, settings, &less, &root).await {
                found = Some((less, event));
                break;
            }
        }
        let Some((case, event)) = found else { return smallest };
        (smallest.case, smallest.event) = (case, event);
    }
}

/// The worst verdict with this root that the case gives by itself.
async fn shows(
    ready: &Ready<'_>,
    seed: u64,
    registry: &Registry,
    settings: &Settings,
    case: &Case,
    root: &Root,
) -> Option<VerdictEvent> {
    let plan = StandardPlan { cases: vec![case.clone()], entire: Default::default(), ..ready.plan.clone() };
    let mut coverage = ready.coverage.clone();
    coverage.catalogue.clear();
    let alone = Ready { plan: &plan, coverage: &coverage, ..*ready };
    let (_, told) = remember(&alone, seed, registry, settings, false).await;
    let events = told.into_iter().map(|told| told.event);
    let same = events.filter(|event| event.finding.as_ref().is_some_and(|finding| finding.root == *root));
    same.filter(|event| matches!(event.verdict, Verdict::Fail | Verdict::Warning)).max_by_key(|event| event.verdict)
}
