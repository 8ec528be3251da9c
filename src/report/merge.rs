//! Joins the parts of a split run to the stream of the whole.

use std::collections::BTreeMap;

use crate::id::{Aspect, RequirementId};
use crate::verdict::{
    CatalogueEntry, Event, RunFinished, RunStarted, Scope, ShardScope, Totals, Verdict, VerdictEvent,
};

/// One part, read back.
pub struct Part {
    /// Its name in messages.
    pub name: String,
    /// Its events, its close included.
    pub events: Vec<Event>,
}

/// The whole, without what no part has said and without its close.
pub struct Joined {
    /// Opening, catalogue, exchanges and verdicts.
    pub events: Vec<Event>,
    /// The close, without totals.
    pub finished: RunFinished,
    /// What was split.
    pub shard: ShardScope,
    /// Ids of its standards.
    pub standards: Vec<String>,
    /// Seed of the first part.
    pub seed: u64,
}

/// Why parts do not make a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// A file is a whole run.
    #[error("{0} is no part of a split run: it was made without --shard")]
    NoPart(String),
    /// A part is there twice.
    #[error("part {index} of {count} is there twice: {first} and {second}")]
    Doubled {
        /// Which.
        index: u32,
        /// Of how many.
        count: u32,
        /// The first file.
        first: String,
        /// The second file.
        second: String,
    },
    /// Parts are not there.
    #[error("of {count} parts these are missing: {}", .missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    Missing {
        /// Of how many.
        count: u32,
        /// Which.
        missing: Vec<u32>,
    },
    /// Parts of different runs.
    #[error("{first} and {second} are not parts of one run: they differ in {what}")]
    Different {
        /// The first file.
        first: String,
        /// The second file.
        second: String,
        /// In what.
        what: &'static str,
    },
}

/// Joins parts, whatever order they come in.
///
/// A case that several parts had to run, an accepted twin or a fixture, counts with its gravest verdict.
///
/// # Errors
/// [`MergeError`] when a part is missing, doubled or of another run.
pub fn join(parts: Vec<Part>) -> Result<Joined, MergeError> {
    let mut opened = Vec::new();
    for part in parts {
        opened.push(Opened::of(part)?);
    }
    opened.sort_by_key(|part| part.shard.index);
    complete(&opened)?;
    let mut starts = opened.iter().map(|part| part.started.started.clone()).collect::<Vec<_>>();
    starts.sort();
    let Some(first) = opened.first() else { return Err(MergeError::Missing { count: 1, missing: vec![1] }) };
    let mut events = vec![Event::RunStarted(RunStarted {
        cases: first.shard.cases,
        scope: Scope { shard: None, ..first.started.scope.clone() },
        started: starts.first().cloned().unwrap_or_default(),
        ..first.started.clone()
    })];
    events.extend(first.catalogue.iter().cloned().map(Event::Requirement));
    let finished = closing(&opened);
    let (shard, seed) = (first.shard.clone(), first.started.seed);
    let standards = first.started.standards.iter().map(|(id, _)| id.clone()).collect();
    let chosen = chosen(&opened);
    for (place, part) in opened.into_iter().enumerate() {
        events.extend(part.rest.into_iter().filter(|event| match event {
            Event::Verdict(verdict) => chosen.get(&key(verdict)).is_none_or(|(_, from)| *from == place),
            _ => true,
        }));
    }
    Ok(Joined { events, finished, shard, standards, seed })
}

/// A part with what is compared taken out.
struct Opened {
    name: String,
    started: RunStarted,
    shard: ShardScope,
    catalogue: Vec<CatalogueEntry>,
    rest: Vec<Event>,
    finished: Option<RunFinished>,
}

impl Opened {
    fn of(part: Part) -> Result<Self, MergeError> {
        let (mut started, mut finished) = (None, None);
        let (mut catalogue, mut rest) = (Vec::new(), Vec::new());
        for event in part.events {
            match event {
                Event::RunStarted(opening) => started = Some(opening),
                Event::Requirement(entry) => catalogue.push(entry),
                Event::Exchange(_) | Event::Verdict(_) => rest.push(event),
                Event::RunFinished(close) => finished = Some(close),
            }
        }
        let opening = started.and_then(|started| Some((started.scope.shard.clone()?, started)));
        let (shard, started) = opening.ok_or_else(|| MergeError::NoPart(part.name.clone()))?;
        Ok(Self { name: part.name, started, shard, catalogue, rest, finished })
    }

    /// In what another part differs, if it is of another run.
    fn differs(&self, other: &Self) -> Option<&'static str> {
        let (own, others) = (&self.started, &other.started);
        let target = |started: &RunStarted| {
            let target = &started.target;
            (target.name.clone(), target.vendor.clone(), target.version.clone(), target.claims.clone())
        };
        let same = [
            (own.suite == others.suite, "the version of the suite"),
            (own.standards == others.standards, "the standards"),
            (target(own) == target(others), "the target"),
            (self.shard.count == other.shard.count, "the number of parts"),
            (self.shard.plan == other.shard.plan, "the selection of cases"),
            (self.catalogue == other.catalogue, "the catalogue"),
        ];
        same.into_iter().find(|(same, _)| !same).map(|(_, what)| what)
    }
}

/// Whether the parts, sorted by index, are all that there should be.
fn complete(parts: &[Opened]) -> Result<(), MergeError> {
    for pair in parts.windows(2) {
        let [first, second] = pair else { continue };
        if let Some(what) = first.differs(second) {
            return Err(MergeError::Different { first: first.name.clone(), second: second.name.clone(), what });
        }
        if first.shard.index == second.shard.index {
            let (index, count) = (first.shard.index, first.shard.count);
            return Err(MergeError::Doubled { index, count, first: first.name.clone(), second: second.name.clone() });
        }
    }
    let count = parts.first().map_or(1, |part| part.shard.count);
    let missing: Vec<u32> = (1..=count).filter(|index| !parts.iter().any(|part| part.shard.index == *index)).collect();
    if missing.is_empty() { Ok(()) } else { Err(MergeError::Missing { count, missing }) }
}

type Key = (String, String, RequirementId, Aspect);

fn key(event: &VerdictEvent) -> Key {
    (event.case.clone(), event.operation.clone(), event.requirement.clone(), event.aspect)
}

/// From which part the verdicts of each case about each unit are taken.
fn chosen(parts: &[Opened]) -> BTreeMap<Key, (Verdict, usize)> {
    let mut chosen: BTreeMap<Key, (Verdict, usize)> = BTreeMap::new();
    for (place, part) in parts.iter().enumerate() {
        for event in &part.rest {
            let Event::Verdict(verdict) = event else { continue };
            let entry = chosen.entry(key(verdict)).or_insert((verdict.verdict, place));
            if verdict.verdict > entry.0 {
                *entry = (verdict.verdict, place);
            }
        }
    }
    chosen
}

/// The close of the whole: parts ran side by side.
fn closing(parts: &[Opened]) -> RunFinished {
    let closes = || parts.iter().filter_map(|part| part.finished.as_ref());
    RunFinished {
        totals: Totals::default(),
        finished: closes().map(|close| close.finished.clone()).max().unwrap_or_default(),
        seconds: closes().map(|close| close.seconds).fold(0.0, f64::max),
        stopped: closes().find_map(|close| close.stopped),
    }
}
