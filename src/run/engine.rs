//! Runs a plan: fixtures, then twins, then everything that may run side by side, then what must run alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;
use std::time::Instant;

use jiff::civil::DateTime;
use secrecy::ExposeSecret;

use super::blame::{Explained, explain};
use super::close::{Known, unreached};
use super::credential::Credentials;
use super::directory::Directory;
use super::fixture::{make, used};
use super::gate::Gate;
use super::pauses::Pauses;
use super::persons::Persons;
use super::probe::probe;
use super::recall::{Apart, Recall};
use super::refused::Ended;
use super::result::CaseResult;
use super::shell::Shell;
use super::sight::Sights;
use super::signing::Signer;
use super::stage::Stage;
use super::transport::Transport;
use super::turns::{Knowing, phases, side_by_side};
use super::values::{Shared, Taken};
use super::vouch::doubted;
use crate::check::{Coverage, Registry, Surroundings};
use crate::observation::Masker;
use crate::plan::{Case, Plan, StandardPlan, Synthetic};
use crate::schema::{SchemaError, Schemas};
use crate::target::{StandardTarget, Target};
use crate::verdict::{
    Claims, Event, Fold, JUDGED, RunFinished, RunStarted, Scope, Stopped, SuiteIdentity, TargetIdentity,
};

/// How a run is done.
#[derive(Clone)]
pub struct Settings {
    /// Cases under way at once.
    pub jobs: usize,
    /// Marker in everything that the run creates: ASCII, at most 15 characters, not used before against the target.
    pub marker: String,
    /// The date and time in Asia/Shanghai.
    pub clock: fn() -> DateTime,
    /// How it waits where a case says so.
    pub pauses: Pauses,
    /// Turns true when the run shall stop.
    pub stop: tokio::sync::watch::Receiver<bool>,
}

/// Why a run cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The schemas of a standard do not compile.
    #[error("{standard}: {error}")]
    Schemas {
        /// The standard.
        standard: String,
        /// Why.
        error: SchemaError,
    },
    /// The target file does not name a standard of the plan.
    #[error("the target file has no entry for {0} under `standards`")]
    NoTarget(String),
}

/// Transports by standard.
pub type Transports<'a> = HashMap<String, &'a dyn Transport>;

/// A standard ready to run: compiled schemas are shared between runs.
pub struct Ready<'a> {
    /// What is done.
    pub plan: &'a StandardPlan,
    /// Its schemas.
    pub schemas: &'a Schemas,
    /// What it judges.
    pub coverage: &'a Coverage,
    /// Who is tested.
    pub target: &'a StandardTarget,
    /// How requests get there.
    pub transport: &'a dyn Transport,
}

/// Runs a plan against a target. Every event goes to `sink`, in the order of the plan, ending with `run-finished`.
///
/// # Errors
/// [`RunError`] before the first request; once requests are sent every fault becomes a verdict.
pub async fn run(
    plan: &Plan,
    target: &Target,
    transports: &Transports<'_>,
    registry: &Registry,
    settings: &Settings,
    sink: &mut dyn FnMut(Event),
) -> Result<RunFinished, RunError> {
    let mut schemas = Vec::new();
    for part in &plan.standards {
        let id = part.standard.id.clone();
        let compiled = Schemas::compile(&part.standard).map_err(|error| RunError::Schemas { standard: id, error })?;
        schemas.push(compiled);
    }
    let mut claimed = Vec::new();
    for part in &plan.standards {
        let id = &part.standard.id;
        let target = target.standard(id).ok_or_else(|| RunError::NoTarget(id.clone()))?;
        claimed.push((part.within(&|operation| target.claims(operation)), target));
    }
    let coverage = |(part, target): &(StandardPlan, &StandardTarget)| {
        // A part of a run has the catalogue of the whole.
        let whole = part.part_of.as_deref().unwrap_or(part);
        Coverage::of(whole, &|operation| target.claims(operation))
            .on_network(&part.standard, target.network().as_str())
            .because(&|operation| target.not_claimed(operation).map(str::to_owned))
    };
    let coverages: Vec<Coverage> = claimed.iter().map(coverage).collect();
    let mut ready = Vec::new();
    for (((part, target), schemas), coverage) in claimed.iter().zip(&schemas).zip(&coverages) {
        let id = &part.standard.id;
        let transport = *transports.get(id).ok_or_else(|| RunError::NoTarget(id.clone()))?;
        ready.push(Ready { plan: part, schemas, coverage, target, transport });
    }
    let identity = TargetIdentity {
        name: target.name.clone(),
        vendor: target.vendor.clone(),
        version: target.version.clone(),
        base_urls: ready
            .iter()
            .map(|ready| (ready.plan.standard.id.clone(), ready.target.base_url().to_owned()))
            .collect(),
        claims: ready.iter().map(claims).collect(),
    };
    let scope = Scope { whole: plan.whole, left_out: plan.left_out.clone(), shard: plan.shard.clone() };
    Ok(run_scoped(&ready, (identity, scope), plan.seed, registry, settings, sink).await)
}

/// Runs standards that are ready; `prove` calls this once a mutant with the same schemas.
pub async fn run_ready(
    ready: &[Ready<'_>],
    target: TargetIdentity,
    seed: u64,
    registry: &Registry,
    settings: &Settings,
    sink: &mut dyn FnMut(Event),
) -> RunFinished {
    run_scoped(ready, (target, Scope::default()), seed, registry, settings, sink).await
}

async fn run_scoped(
    ready: &[Ready<'_>],
    (target, scope): (TargetIdentity, Scope),
    seed: u64,
    registry: &Registry,
    settings: &Settings,
    sink: &mut dyn FnMut(Event),
) -> RunFinished {
    let begun = Instant::now();
    let mut fold = Fold::counting();
    let (called, probed): (Vec<&Ready<'_>>, Vec<_>) = ready.iter().partition(|one| one.plan.standard.is_called());
    let mut sights = Sights::of(called.iter().copied());
    let mut emit = |event: Event| {
        sights.note(&event);
        fold.event(&event);
        sink(event);
    };
    emit(Event::RunStarted(RunStarted { scope, ..opening(ready, target, seed, settings) }));
    for entry in ready.iter().flat_map(|ready| &ready.coverage.catalogue) {
        emit(Event::Requirement(entry.clone()));
    }
    let mut stopped = None;
    let mut gates = Vec::new();
    for ready in called {
        let gate = Gate::new(ready.target, settings, spent(ready));
        let round = Round { ready, gate: &gate, seed, registry, settings, recall: Recall::Nothing, brief: false };
        run_standard(&round, &mut emit).await;
        stopped = stopped.or(gate.stopped());
        gates.push((ready, gate));
    }
    let seen = sights.sightings();
    for ready in probed {
        let mut emit = |event: Event| {
            fold.event(&event);
            sink(event);
        };
        let gate = Gate::new(ready.target, settings, spent(ready));
        probe(ready, (&gate, settings.clock), (&gates, seen.clone()), &mut emit).await;
        stopped = stopped.or(gate.stopped());
    }
    finish(&mut fold, ready, stopped, begun, settings, sink)
}

fn finish(
    fold: &mut Fold,
    ready: &[Ready<'_>],
    stopped: Option<Stopped>,
    begun: Instant,
    settings: &Settings,
    sink: &mut dyn FnMut(Event),
) -> RunFinished {
    let mut totals = fold.totals();
    totals.cases = ready.iter().map(|ready| ready.plan.cases.len()).sum();
    let finished = RunFinished { totals, finished: stamp(settings), seconds: begun.elapsed().as_secs_f64(), stopped };
    sink(Event::RunFinished(finished.clone()));
    finished
}

fn stamp(settings: &Settings) -> String {
    format!("{}+08:00", (settings.clock)().strftime("%Y-%m-%dT%H:%M:%S"))
}

fn opening(ready: &[Ready<'_>], target: TargetIdentity, seed: u64, settings: &Settings) -> RunStarted {
    let standards = ready.iter().map(|ready| ready.plan.standard.as_ref());
    let operations = standards.clone().flat_map(|standard| {
        standard
            .operations
            .iter()
            .map(|operation| (standard.id.clone(), operation.name.clone(), operation.title.clone()))
    });
    RunStarted {
        suite: SuiteIdentity { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        target,
        operations: operations.collect(),
        standards: standards.map(|standard| (standard.id.clone(), standard.edition.clone())).collect(),
        seed,
        marker: settings.marker.clone(),
        started: stamp(settings),
        cases: ready.iter().map(|ready| ready.plan.cases.len()).sum(),
        scope: Scope::default(),
    }
}

/// One run of one standard.
pub(super) struct Round<'a> {
    pub ready: &'a Ready<'a>,
    pub gate: &'a Gate,
    pub seed: u64,
    pub registry: &'a Registry,
    pub settings: &'a Settings,
    pub recall: Recall<'a>,
    pub brief: bool,
}

/// Makes the fixtures, runs the cases, and closes.
pub(super) async fn run_standard(round: &Round<'_>, emit: &mut dyn FnMut(Event)) {
    let Round { ready, gate, seed, registry, settings, recall, brief } = *round;
    let redrawn = ready.transport.earlier().map(|tape| tape.redrawn().clone());
    let synthetic = Synthetic::new(seed, &settings.marker).redrawing(redrawn.unwrap_or_default());
    let mut secrets = Masker::default();
    let mut placeholders = Vec::new();
    for secret in ready.target.secrets() {
        secrets.add_secret(secret.value.expose_secret(), &secret.placeholder);
        placeholders.push(secret.placeholder);
    }
    let credentials = Credentials::new(&ready.plan.standard.credential, ready.target, settings.clock);
    let signing = ready.target.gateway().and_then(|gateway| gateway.signing.as_ref());
    let signer = signing.map(|signing| Signer::new(signing, settings.clock));
    let surroundings = Surroundings::new(
        ready.target.network().as_str(),
        ready.target.base_url().starts_with("https:"),
        ready.target.gateway().is_some(),
        inferred(ready),
    );
    let backdrop = Backdrop {
        ready,
        directory: Directory::of(&ready.plan.standard),
        gate,
        registry,
        synthetic,
        persons: Persons::new(secrets, &ready.plan.standard, ready.target.lent()),
        shell: Shell::new(placeholders, credentials.recipes(), signing),
        credentials,
        signer,
        brief,
        surroundings,
        today: (settings.clock)().date(),
    };
    let mut fixtures = BTreeMap::new();
    let mut known = Known::of(recall.units());
    let mut explained = Explained::new();
    let mut pass_on = |result: CaseResult, emit: &mut dyn FnMut(Event)| {
        known.forget(&result.replaces);
        recall.heard(&result);
        for exchange in result.exchanges {
            emit(Event::Exchange(exchange));
        }
        explained.extend(result.explained);
        for mut verdict in result.verdicts {
            explain(&mut verdict, &explained);
            known.note(&verdict);
            emit(Event::Verdict(Box::new(verdict)));
        }
    };
    let used = used(ready.plan);
    for fixture in ready.plan.fixtures.iter().filter(|fixture| used.contains(&fixture.name)) {
        let (made, mut result) = make(&backdrop.stage(&fixtures), fixture).await;
        recall.fixture(&fixture.name, &mut result);
        pass_on(result, emit);
        fixtures.extend(made);
    }
    let stage = backdrop.stage(&fixtures);
    let mut apart = Apart { fixtures: recall.keep_fixtures(&fixtures), ..Apart::default() };
    let mut twins = Ended::new();
    let cases: Vec<&Case> = ready.plan.cases.iter().collect();
    for (index, phase) in phases(&cases).into_iter().enumerate() {
        let alone = phase.iter().any(|case| case.exclusive);
        let jobs = if alone { 1 } else { settings.jobs.max(1) };
        // What cases of the same phase found must not matter: their order is not fixed.
        let refused = twins.iter().filter(|(_, ended)| ended.is_err());
        let before: Ended = refused.map(|(case, ended)| (case.clone(), ended.clone())).collect();
        apart.before = recall.keep_before(index, &before);
        let ended = Mutex::new(std::mem::take(&mut twins));
        let knowing = Knowing { recall, before: &before, apart: &apart };
        side_by_side(&stage, &phase, jobs, (&knowing, &ended), &mut |result| pass_on(result, emit)).await;
        twins = ended.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    }
    for verdict in doubted(ready.plan, ready.coverage, &twins) {
        known.note(&verdict);
        emit(Event::Verdict(Box::new(verdict)));
    }
    // What a part did not see, another may have: that is told when they are joined.
    let entries = ready.coverage.catalogue.iter().filter(|_| ready.plan.part_of.is_none());
    let judged = entries.flat_map(|entry| {
        let judged = entry.aspects.iter().filter(|aspect| aspect.disposition == JUDGED);
        judged.map(move |aspect| (entry.requirement.local().to_owned(), aspect.aspect))
    });
    for verdict in unreached(ready.plan, judged, &known) {
        emit(Event::Verdict(Box::new(verdict)));
    }
    recall.keep_units(known.into_units());
}

/// Operations whose path neither the standard nor the target file states.
fn inferred(ready: &Ready<'_>) -> BTreeSet<String> {
    let operations = ready.plan.standard.operations.iter();
    let inferred = operations.filter(|operation| operation.path_inferred && !ready.target.states_path(&operation.name));
    inferred.map(|operation| operation.name.clone()).collect()
}

/// Requests that may have created something before the run was cut short.
fn spent(ready: &Ready<'_>) -> u64 {
    ready.transport.earlier().map_or(0, |tape| tape.creates(&ready.plan.standard.id))
}

fn claims(ready: &Ready<'_>) -> Claims {
    let target = ready.target;
    let names = ready.plan.standard.operations.iter().map(|operation| &operation.name);
    let (claimed, left): (Vec<_>, Vec<_>) = names.cloned().partition(|name| target.claims(name));
    Claims {
        standard: ready.plan.standard.id.clone(),
        operations: claimed,
        options: target.options().map(str::to_owned).collect(),
        not_claimed: left
            .into_iter()
            .map(|name| {
                let reason = target.not_claimed(&name).unwrap_or_default().to_owned();
                (name, reason)
            })
            .collect(),
        network: target.network().as_str().to_owned(),
    }
}

/// What a standard's cases share, before its fixtures are made.
struct Backdrop<'a> {
    ready: &'a Ready<'a>,
    directory: Directory<'a>,
    gate: &'a Gate,
    registry: &'a Registry,
    synthetic: Synthetic,
    persons: Persons,
    credentials: Credentials<'a>,
    shell: Shell<'a>,
    signer: Option<Signer<'a>>,
    brief: bool,
    surroundings: Surroundings,
    today: jiff::civil::Date,
}

impl Backdrop<'_> {
    fn stage<'s>(&'s self, fixtures: &'s BTreeMap<String, Taken>) -> Stage<'s> {
        let standard = self.ready.plan.standard.as_ref();
        Stage {
            standard,
            directory: &self.directory,
            schemas: self.ready.schemas,
            coverage: self.ready.coverage,
            shared: Shared {
                target: self.ready.target,
                credentials: &self.credentials,
                synthetic: &self.synthetic,
                fixtures,
                today: self.today,
            },
            transport: self.ready.transport,
            registry: self.registry,
            surroundings: &self.surroundings,
            gate: self.gate,
            persons: &self.persons,
            shell: &self.shell,
            signer: self.signer.as_ref(),
            brief: self.brief,
        }
    }
}
