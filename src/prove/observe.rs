//! Runs of the suite against a simulator of this process.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use jiff::civil::DateTime;
use serde_json::Value;

use super::transport::InProcess;
use crate::check::{Coverage, Registry};
use crate::plan::StandardPlan;
use crate::run::{Baseline, HttpTransport, Pauses, Ready, Said, Settings, Told, Transport, remember, run_again};
use crate::schema::Schemas;
use crate::simulator::{Captured, Manner, Setup, Simulator, fitting, spawn_in_manner, spawn_on_loopback};
use crate::standard::{Operation, Standard};
use crate::target::StandardTarget;

/// The clock of a proof stands still, so that the same seed gives the same verdicts byte for byte.
pub fn fixed_clock() -> DateTime {
    DateTime::constant(2026, 3, 5, 10, 20, 30, 0)
}

/// Where a simulator of this process would be reached.
const NOWHERE: &str = "http://127.0.0.1:1";

/// What all runs of a proof share.
pub struct Bench<'a> {
    /// The plan.
    pub plan: &'a StandardPlan,
    /// Its schemas.
    pub schemas: &'a Schemas,
    /// What it judges.
    pub coverage: &'a Coverage,
    /// The checks.
    pub registry: &'a Registry,
    /// Seed of the simulator and of what the plan draws.
    pub seed: u64,
    /// A simulator that nobody has called: all others are forked from it, since a proof needs thousands.
    blank: OnceLock<Simulator>,
}

/// A first run, with which others are compared.
pub struct First {
    baseline: Baseline,
    target: StandardTarget,
    known: Value,
    credentials: BTreeMap<String, String>,
}

impl<'a> Bench<'a> {
    /// What runs of this plan share.
    pub fn new(
        plan: &'a StandardPlan,
        (schemas, coverage): (&'a Schemas, &'a Coverage),
        registry: &'a Registry,
        seed: u64,
    ) -> Self {
        Self { plan, schemas, coverage, registry, seed, blank: OnceLock::new() }
    }

    /// A simulator of the standard that conforms.
    ///
    /// # Errors
    /// When there is none.
    pub fn simulator(&self) -> Result<Simulator, String> {
        if let Some(blank) = self.blank.get() {
            return Ok(blank.fork());
        }
        let setup = Setup { clock: Arc::new(fixed_clock), seed: self.seed };
        let standard = self.plan.standard.clone();
        let made = Simulator::new(standard, setup);
        let made = made.ok_or_else(|| format!("there is no simulator of {}", self.plan.standard.id))?;
        Ok(self.blank.get_or_init(|| made).fork())
    }

    /// All verdicts other than pass of a run against this simulator.
    ///
    /// # Errors
    /// When there is no runtime or no target.
    pub fn observe(&self, simulator: Simulator) -> Result<Vec<Told>, String> {
        self.first(simulator).map(|(_, told)| told)
    }

    /// The same, and what later runs are compared with.
    ///
    /// # Errors
    /// When there is no runtime or no target.
    pub fn first(&self, simulator: Simulator) -> Result<(First, Vec<Told>), String> {
        let (known, credentials) = (simulator.known(), simulator.credentials());
        let target = simulated(&simulator, NOWHERE).map_err(|error| error.to_string())?;
        let (baseline, told) = runtime()?.block_on(self.over(&target, &InProcess(Arc::new(simulator))));
        Ok((First { baseline, target, known, credentials }, told))
    }

    /// The same verdicts as [`Bench::observe`]: what is as it was in the first run is not judged again.
    ///
    /// # Errors
    /// When there is no runtime or no target.
    pub fn again(&self, simulator: Simulator, first: &First, quiet: &BTreeSet<String>) -> Result<Vec<Told>, String> {
        self.said(simulator, first, quiet).map(|said| said.told)
    }

    /// The same, and of what there was any verdict.
    ///
    /// # Errors
    /// When there is no runtime or no target.
    pub fn said(&self, simulator: Simulator, first: &First, quiet: &BTreeSet<String>) -> Result<Said, String> {
        if simulator.known() != first.known || simulator.credentials() != first.credentials {
            let (first, told) = self.first(simulator)?; // it is asked for other things
            return Ok(first.baseline.said(told));
        }
        let transport = InProcess(Arc::new(simulator));
        let (_keep, settings) = settings();
        let ready = self.ready(&first.target, &transport);
        Ok(runtime()?.block_on(run_again(&ready, self.seed, self.registry, &settings, (&first.baseline, quiet))))
    }

    /// All verdicts other than pass of a run that reaches this simulator over a socket of the loopback, which serves it in
    /// this manner.
    ///
    /// # Errors
    /// When there is no runtime, no port or no target.
    pub fn over_a_socket(&self, simulator: Simulator, manner: Option<Manner>) -> Result<Vec<Told>, String> {
        runtime()?.block_on(async {
            let simulator = Arc::new(simulator);
            let serving = match manner {
                Some(manner) => spawn_in_manner(Arc::clone(&simulator), manner).await,
                None => spawn_on_loopback(vec![Arc::clone(&simulator)]).await,
            };
            let serving = serving.map_err(|error| error.to_string())?;
            let base_url = format!("http://{}", serving.address);
            let target = simulated(&simulator, &base_url).map_err(|error| error.to_string())?;
            let transport = HttpTransport::new(target.wire()).map_err(|error| error.to_string())?;
            let (_, told) = self.over(&target, &transport).await;
            drop(transport);
            serving.stop().await.map_err(|error| error.to_string())?;
            Ok(told)
        })
    }

    /// A run against a target that is reached by this transport.
    pub async fn over(&self, target: &StandardTarget, transport: &dyn Transport) -> (Baseline, Vec<Told>) {
        let (_keep, settings) = settings();
        let ready = self.ready(target, transport);
        remember(&ready, self.seed, self.registry, &settings, true).await
    }

    pub(super) fn ready<'r>(&'r self, target: &'r StandardTarget, transport: &'r dyn Transport) -> Ready<'r> {
        Ready { plan: self.plan, schemas: self.schemas, coverage: self.coverage, target, transport }
    }
}

impl First {
    /// A good answer of each operation, by its path.
    pub(super) fn captured(&self, bench: &Bench<'_>) -> Captured {
        let standard = &bench.plan.standard;
        let good = |operation: &Operation| {
            let case = format!("{}/{}/accepted", standard.id, operation.name);
            self.baseline.answers(&case).last().map(|answer| (operation.path.clone(), answer.clone()))
        };
        standard.operations.iter().filter_map(good).collect()
    }
}

/// Settings of a run that nobody stops, as long as the first value lives.
pub(super) fn settings() -> (tokio::sync::watch::Sender<bool>, Settings) {
    let (keep, stop) = tokio::sync::watch::channel(false);
    (keep, Settings { jobs: 1, marker: "zcproof".to_owned(), clock: fixed_clock, pauses: Pauses::default(), stop })
}

pub(super) fn runtime() -> Result<tokio::runtime::Runtime, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| error.to_string())
}

/// A target file's entry for a simulator at this address.
///
/// # Errors
/// When the address is no base URL.
pub fn simulated(simulator: &Simulator, base_url: &str) -> Result<StandardTarget, crate::target::InvalidBaseUrl> {
    let fitting = fitting(simulator.standard()).unwrap_or_default();
    let mut target = StandardTarget::new(base_url)?.with_known(simulator.known()).with_fitting(fitting);
    for (name, value) in simulator.credentials() {
        target = target.with_credential(&name, &value);
    }
    Ok(target)
}

/// The target of a standard of which nothing is called, beside simulators of others: they have none of the pages that it asks
/// for.
///
/// # Errors
/// When the base URL is none.
pub fn probed(standard: &Standard, base_url: &str) -> Result<StandardTarget, crate::target::InvalidBaseUrl> {
    let lists = standard.clauses.iter().filter_map(|clause| clause.probe.as_ref()).map(|probe| &probe.known);
    let lists = lists.filter(|list| !list.is_empty()).map(|list| (list.clone(), serde_json::json!([]))).collect();
    Ok(StandardTarget::new(base_url)?.with_known(serde_json::Value::Object(lists)))
}
