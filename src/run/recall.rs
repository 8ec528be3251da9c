//! A run that is done over and over with one thing of the target changed, as the suite does to prove itself. The first is
//! remembered; in those that follow, a case whose exchanges are the same byte for byte is not judged anew, since it would
//! be judged alike. Every request is sent all the same: what a target keeps must not depend on what is judged.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::{BoxFuture, FutureExt};

use super::case::CaseRun;
use super::close::{Units, speaks_of};
use super::engine::{Ready, Round, Settings, run_standard};
use super::gate::Gate;
use super::refused::Ended;
use super::result::CaseResult;
use super::stage::Stage;
use super::transport::{Place, Transport};
use super::values::{Cause, Taken};
use crate::check::{Given, Registry, Unit};
use crate::id::Aspect;
use crate::observation::{HttpAnswer, HttpRequest, WireFault};
use crate::plan::Case;
use crate::verdict::{Event, Verdict, VerdictEvent};

/// How the twin of a case ended, if it has one.
pub(super) type Twin = Option<Result<(), Option<Cause>>>;

type Heard = Result<HttpAnswer, WireFault>;

/// What the first run of a standard did.
#[derive(Default)]
pub struct Baseline {
    cases: HashMap<String, Remembered>,
    fixtures: BTreeMap<String, Taken>,
    /// What was refused before each phase.
    before: Vec<Ended>,
    units: Units,
}

impl Baseline {
    /// The answers that a case got, in order.
    pub fn answers(&self, case: &str) -> impl Iterator<Item = &HttpAnswer> {
        let exchanges = self.cases.get(case).into_iter().flat_map(|remembered| &remembered.exchanges);
        exchanges.filter_map(|(_, heard)| heard.as_ref().ok())
    }

    /// What the run said, with its verdicts other than pass.
    pub fn said(self, told: Vec<Told>) -> Said {
        Said { told, units: self.units }
    }
}

/// What a case did, and on what that depended.
struct Remembered {
    twin: Twin,
    fixtures: BTreeSet<String>,
    exchanges: Vec<(HttpRequest, Heard)>,
    refused: bool,
    accepted: Result<(), Option<Cause>>,
    given: Given,
    units: Arc<[Unit]>,
    passes: bool,
}

/// A verdict other than pass, and the check that gave it; none where no check could.
#[derive(Debug, Clone)]
pub struct Told {
    /// The verdict.
    pub event: VerdictEvent,
    /// Name of the check.
    pub by: &'static str,
}

/// What a run does about the one before it.
#[derive(Clone, Copy)]
pub(super) enum Recall<'a> {
    /// There is none.
    Nothing,
    /// It is the first; beside it is what is noted of it.
    Remember(&'a Mutex<Baseline>, &'a Notes),
    /// It follows this one; these operations answer as they did.
    Compare(&'a Baseline, &'a Notes, &'a BTreeSet<String>),
}

/// What is noted of a run beside its verdicts.
#[derive(Default)]
pub(super) struct Notes {
    /// The checks behind the verdicts other than pass, in the order in which those are given.
    checks: Mutex<Vec<&'static str>>,
    /// Of what it has given verdicts, a pass included.
    units: Mutex<Units>,
}

/// What a run said.
pub struct Said {
    /// Its verdicts other than pass.
    pub told: Vec<Told>,
    units: Units,
}

impl Said {
    /// Whether there is any verdict about an aspect of a requirement, a pass included.
    pub fn judges(&self, local: &str, aspect: Aspect) -> bool {
        speaks_of(&self.units, local, aspect)
    }
}

/// Where a run already differs from the one before it.
#[derive(Default)]
pub(super) struct Apart {
    /// Values of fixtures.
    pub fixtures: BTreeSet<String>,
    /// What earlier phases refused.
    pub before: bool,
}

/// Runs one standard and remembers what it did. Its verdicts other than pass are returned. One case at a time, whatever
/// the settings say. Brief findings are neither masked nor given a command, for targets of this process, whose data belong to
/// nobody.
pub async fn remember(
    ready: &Ready<'_>,
    seed: u64,
    registry: &Registry,
    settings: &Settings,
    brief: bool,
) -> (Baseline, Vec<Told>) {
    let (baseline, notes) = (Mutex::new(Baseline::default()), Notes::default());
    let events = round(ready, (seed, registry, settings), Recall::Remember(&baseline, &notes), brief).await;
    let Said { told, units } = beside(events, notes);
    let baseline = baseline.into_inner().unwrap_or_else(PoisonError::into_inner);
    (Baseline { units, ..baseline }, told)
}

/// Runs the standard again, with the same plan, seed, checks and clock. Cases that call nothing but `quiet` operations, which
/// are known to answer as they did and to change nothing, are left out. Its verdicts have brief findings.
pub async fn run_again(
    ready: &Ready<'_>,
    seed: u64,
    registry: &Registry,
    settings: &Settings,
    (baseline, quiet): (&Baseline, &BTreeSet<String>),
) -> Said {
    let notes = Notes::default();
    let events = round(ready, (seed, registry, settings), Recall::Compare(baseline, &notes, quiet), true).await;
    beside(events, notes)
}

fn beside(events: Vec<VerdictEvent>, notes: Notes) -> Said {
    let checks = notes.checks.into_inner().unwrap_or_else(PoisonError::into_inner);
    // What the close adds has no check.
    let checks = checks.into_iter().chain(std::iter::repeat(""));
    let told = events.into_iter().zip(checks).map(|(event, by)| Told { event, by }).collect();
    Said { told, units: notes.units.into_inner().unwrap_or_else(PoisonError::into_inner) }
}

async fn round(
    ready: &Ready<'_>,
    (seed, registry, settings): (u64, &Registry, &Settings),
    recall: Recall<'_>,
    brief: bool,
) -> Vec<VerdictEvent> {
    let settings = Settings { jobs: 1, ..settings.clone() };
    let gate = Gate::new(ready.target, &settings, 0);
    let mut told = Vec::new();
    let mut keep = |event: Event| {
        if let Event::Verdict(verdict) = event
            && verdict.verdict > Verdict::Pass
        {
            told.push(*verdict);
        }
    };
    let round = Round { ready, gate: &gate, seed, registry, settings: &settings, recall, brief };
    run_standard(&round, &mut keep).await;
    told
}

impl Recall<'_> {
    /// Notes the checks behind what a case told.
    pub fn heard(&self, result: &CaseResult) {
        let (Recall::Remember(_, notes) | Recall::Compare(_, notes, _)) = self else { return };
        let told = result.verdicts.iter().zip(&result.by).filter(|(event, _)| event.verdict > Verdict::Pass);
        lock(&notes.checks).extend(told.map(|(_, by)| *by));
    }

    /// What is known of the units before any case has run.
    pub fn units(&self) -> Units {
        match self {
            Recall::Compare(baseline, ..) => baseline.units.clone(),
            Recall::Nothing | Recall::Remember(..) => Units::default(),
        }
    }

    /// Keeps what the whole run has told.
    pub fn keep_units(&self, units: Units) {
        if let Recall::Remember(_, notes) | Recall::Compare(_, notes, _) = self {
            *lock(&notes.units) = units;
        }
    }

    /// The names of the fixtures' values that are others than before.
    pub fn keep_fixtures(&self, made: &BTreeMap<String, Taken>) -> BTreeSet<String> {
        match self {
            Recall::Nothing => BTreeSet::new(),
            Recall::Remember(baseline, _) => {
                lock(baseline).fixtures.clone_from(made);
                BTreeSet::new()
            }
            Recall::Compare(baseline, ..) => {
                let names = made.keys().chain(baseline.fixtures.keys());
                names.filter(|name| made.get(*name) != baseline.fixtures.get(*name)).cloned().collect()
            }
        }
    }

    /// Whether other cases were refused before this phase than the first time.
    pub fn keep_before(&self, phase: usize, before: &Ended) -> bool {
        match self {
            Recall::Nothing => false,
            Recall::Remember(baseline, _) => {
                lock(baseline).before.push(before.clone());
                false
            }
            Recall::Compare(baseline, ..) => baseline.before.get(phase) != Some(before),
        }
    }

    /// What a fixture told the first time, which it now tells anew.
    pub fn fixture(&self, id: &str, result: &mut CaseResult) {
        match self {
            Recall::Nothing => {}
            Recall::Remember(baseline, _) => {
                lock(baseline).cases.insert(id.to_owned(), Remembered::of(None, Vec::new(), result));
            }
            Recall::Compare(baseline, ..) => {
                if let Some(remembered) = baseline.cases.get(id) {
                    result.replaces = Arc::clone(&remembered.units);
                }
            }
        }
    }

    /// Runs a case, unless it would do what it did the first time.
    pub async fn case(
        &self,
        stage: &Stage<'_>,
        case: &Case,
        (before, apart): (&Ended, &Apart),
        twin: Twin,
    ) -> CaseResult {
        match self {
            Recall::Nothing => CaseRun::new(stage, case).knowing(before).run(twin).await,
            Recall::Remember(baseline, _) => {
                let tap = Tap { inner: stage.transport, heard: Mutex::default() };
                let tapped = stage.through(&tap);
                let result = CaseRun::new(&tapped, case).knowing(before).run(twin.clone()).await;
                let exchanges = std::mem::take(&mut *lock(&tap.heard));
                lock(baseline).cases.insert(case.id.clone(), Remembered::of(twin, exchanges, &result));
                result
            }
            Recall::Compare(baseline, _, quiet) => match baseline.cases.get(&case.id) {
                Some(remembered) => {
                    let is_quiet =
                        case.steps.iter().all(|step| step.fetch.is_none() && quiet.contains(&step.operation));
                    remembered.again(stage, (case, is_quiet), (before, apart), twin).await
                }
                None => CaseRun::new(stage, case).knowing(before).run(twin).await,
            },
        }
    }
}

impl Remembered {
    fn of(twin: Twin, exchanges: Vec<(HttpRequest, Heard)>, result: &CaseResult) -> Self {
        let unit = |event: &VerdictEvent| Unit { local: event.requirement.local().to_owned(), aspect: event.aspect };
        Self {
            twin,
            fixtures: result.fixtures.clone(),
            exchanges,
            refused: result.exchanges.iter().any(|exchange| exchange.outcome != "accepted"),
            accepted: result.accepted.clone(),
            given: result.given.clone(),
            units: result.verdicts.iter().map(unit).collect(),
            passes: result.verdicts.iter().all(|event| event.verdict <= Verdict::Pass),
        }
    }

    async fn again(
        &self,
        stage: &Stage<'_>,
        (case, is_quiet): (&Case, bool),
        (before, apart): (&Ended, &Apart),
        twin: Twin,
    ) -> CaseResult {
        let asks_alike = self.twin == twin && self.fixtures.is_disjoint(&apart.fixtures);
        let mut heard = VecDeque::new();
        let mut alike = asks_alike && self.passes && !(self.refused && apart.before);
        if asks_alike && !(alike && is_quiet) {
            for (request, answer) in &self.exchanges {
                let now = stage.transport.send(request).await;
                let same = now == *answer;
                heard.push_back((request, now));
                if !same {
                    alike = false;
                    break;
                }
            }
        }
        if alike {
            stage.surroundings.give(&self.given);
            return CaseResult::unchanged(self.accepted.clone());
        }
        let primed = Primed { inner: stage.transport, heard: Mutex::new(heard) };
        let primed = stage.through(&primed);
        let mut result = CaseRun::new(&primed, case).knowing(before).run(twin).await;
        result.replaces = Arc::clone(&self.units);
        result
    }
}

/// Notes what passes.
struct Tap<'a> {
    inner: &'a dyn Transport,
    heard: Mutex<Vec<(HttpRequest, Heard)>>,
}

impl Tap<'_> {
    fn note(&self, request: &HttpRequest, answer: Heard) -> Heard {
        lock(&self.heard).push((request.clone(), answer.clone()));
        answer
    }
}

impl Transport for Tap<'_> {
    fn send<'s>(&'s self, request: &'s HttpRequest) -> BoxFuture<'s, Heard> {
        async move { self.note(request, self.inner.send(request).await) }.boxed()
    }

    fn send_from<'s>(&'s self, place: Place<'s>, request: &'s HttpRequest) -> BoxFuture<'s, Heard> {
        async move { self.note(request, self.inner.send_from(place, request).await) }.boxed()
    }
}

/// Gives the answers that were fetched already, then fetches more.
struct Primed<'a> {
    inner: &'a dyn Transport,
    heard: Mutex<VecDeque<(&'a HttpRequest, Heard)>>,
}

impl Transport for Primed<'_> {
    fn send<'s>(&'s self, request: &'s HttpRequest) -> BoxFuture<'s, Heard> {
        let next = lock(&self.heard).pop_front();
        match next {
            Some((asked, answer)) if asked == request => futures_util::future::ready(answer).boxed(),
            _ => self.inner.send(request),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
