//! What of an earlier run has to be run again: all that failed or could not be told, with what it was seen in.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::common::Failure;
use crate::plan::{Plan, Selection};
use crate::policy::{FailOn, Outcome, outcome};
use crate::verdict::{Event, Fold, Origin, Root, Verdict, VerdictEvent};

/// Names that a message has at most.
const NAMED: usize = 3;

/// The cases that are run again.
#[derive(Debug, Default)]
pub(super) struct Again(BTreeSet<String>);

/// What an earlier run left behind, by what it says about which case.
struct Earlier<'e> {
    fold: Fold,
    verdicts: Vec<&'e VerdictEvent>,
    /// The cases of each standard that it ran.
    cases: BTreeMap<&'e str, BTreeSet<&'e str>>,
}

impl Again {
    /// What of these events failed, was warned of where that counts, or could not be told.
    ///
    /// # Errors
    /// When the run did not conform and nothing in it says which case that is owed to.
    pub fn of(events: &[Event], fail_on: Option<FailOn>) -> Result<Self, Failure> {
        let earlier = Earlier::of(events);
        let mildest = if fail_on == Some(FailOn::Warning) { Verdict::Warning } else { Verdict::Inconclusive };
        let mut again = Self::default();
        for event in earlier.verdicts.iter().filter(|event| event.verdict >= mildest && earlier.counts(event)) {
            again.add(event, &earlier);
        }
        let stopped = earlier.fold.finished().and_then(|finished| finished.stopped);
        let ended = outcome(&earlier.fold.totals(), stopped, fail_on.unwrap_or(FailOn::Fail));
        match ended {
            Outcome::Conforming => Ok(again),
            _ if !again.0.is_empty() => Ok(again),
            _ => Err(Failure {
                outcome: Outcome::Undecided,
                message: format!(
                    "that run ended with exit code {}, and no case of it says why: run everything again",
                    ended.code()
                ),
            }),
        }
    }

    /// The globs that select them; none: there is nothing to run again.
    pub fn cases(&self) -> Vec<String> {
        self.0.iter().cloned().collect()
    }

    /// Refuses a plan that lacks any of them, unless it was narrowed on purpose: red must not become green by leaving out.
    pub fn check(&self, plan: &Plan, asked: &Selection) -> Result<(), Failure> {
        let narrowed = !(asked.operations.is_empty() && asked.requirements.is_empty() && asked.tags.is_empty());
        if narrowed {
            return Ok(());
        }
        let planned: BTreeSet<&str> =
            plan.standards.iter().flat_map(|part| part.cases.iter().map(|case| case.id.as_str())).collect();
        let is_there = |case: &str| match Origin::of(case) {
            Origin::Seen(_) => plan.standards.iter().any(|part| part.standard.id == standard_of(case)),
            _ => planned.contains(case) || case.ends_with("/*"),
        };
        let lacking: Vec<&str> = self.0.iter().map(String::as_str).filter(|case| !is_there(case)).collect();
        let lacking: Vec<&str> = lacking.into_iter().filter(|case| asked.has_standard(standard_of(case))).collect();
        let Some(last) = lacking.len().checked_sub(1) else { return Ok(()) };
        let more = if last >= NAMED { ", ..." } else { "" };
        let named = lacking.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        Err(Failure::usage(format!(
            "{} of the cases to run again are in no plan that these options make: {named}{more}. Give the options of that run, \
             or run everything",
            lacking.len()
        )))
    }

    fn add(&mut self, event: &VerdictEvent, earlier: &Earlier<'_>) {
        match Origin::of(&event.case) {
            Origin::Case => {
                self.0.insert(event.case.clone());
            }
            // It is taken only beside the other cases of its standard, where all of its operation are.
            Origin::Look => {
                self.0.insert(format!("{}/*", event.case.rsplit_once('/').map_or("", |(operation, _)| operation)));
                self.extend(earlier.of_standard(&event.standard));
            }
            Origin::Fixture => {
                let sharing = earlier.sharing(event.finding.as_ref().map(|finding| &finding.root));
                if sharing.is_empty() {
                    self.extend(earlier.of_standard(&event.standard));
                }
                self.extend(sharing.into_iter());
            }
            // Which case would have seen it nobody knows: every one of its operation.
            Origin::Unreached => {
                let operation = format!("{}/{}/", event.standard, event.operation);
                let everywhere = event.operation.is_empty();
                let cases = earlier.of_standard(&event.standard);
                self.extend(cases.filter(|case| everywhere || case.starts_with(&operation)));
                self.extend(earlier.sharing(event.finding.as_ref().map(|finding| &finding.root)).into_iter());
            }
            // It is seen in all calls of other standards, not in those alone that failed.
            Origin::Seen(_) => {
                let own = |other: &&&VerdictEvent| other.standard == event.standard;
                for other in earlier.verdicts.iter().filter(own) {
                    if let Origin::Seen(Some(of)) = Origin::of(&other.case) {
                        self.extend(earlier.of_standard(of));
                    }
                }
                self.0.insert(format!("{}/probe", event.standard));
            }
        }
    }

    fn extend<'c>(&mut self, cases: impl Iterator<Item = &'c str>) {
        self.0.extend(cases.map(str::to_owned));
    }
}

impl<'e> Earlier<'e> {
    fn of(events: &'e [Event]) -> Self {
        let mut earlier = Self { fold: Fold::new(), verdicts: Vec::new(), cases: BTreeMap::new() };
        for event in events {
            earlier.fold.event(event);
            let (standard, case) = match event {
                Event::Verdict(verdict) => {
                    earlier.verdicts.push(verdict);
                    (&verdict.standard, &verdict.case)
                }
                Event::Exchange(exchange) => (&exchange.standard, &exchange.case),
                _ => continue,
            };
            if Origin::of(case) == Origin::Case {
                earlier.cases.entry(standard).or_default().insert(case);
            }
        }
        earlier
    }

    /// Whether a verdict is about a unit that the run set out to judge.
    fn counts(&self, event: &VerdictEvent) -> bool {
        self.fold.unit(event).is_some_and(crate::verdict::Unit::planned)
    }

    fn of_standard(&self, id: &str) -> impl Iterator<Item = &'e str> {
        self.cases.get(id).into_iter().flatten().copied().collect::<Vec<_>>().into_iter()
    }

    /// The cases that share a cause.
    fn sharing(&self, root: Option<&Root>) -> BTreeSet<&'e str> {
        let Some(root) = root else { return BTreeSet::new() };
        let shares = |other: &&&VerdictEvent| {
            Origin::of(&other.case) == Origin::Case
                && other.finding.as_ref().is_some_and(|finding| finding.root == *root)
        };
        self.verdicts.iter().filter(shares).map(|other| other.case.as_str()).collect()
    }
}

fn standard_of(case: &str) -> &str {
    case.split('/').next().unwrap_or_default()
}
