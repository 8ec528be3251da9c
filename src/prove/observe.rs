//! Runs of the suite against a simulator of this process.

use std::sync::Arc;

use jiff::civil::DateTime;

use super::transport::InProcess;
use crate::check::{Coverage, Registry};
use crate::plan::StandardPlan;
use crate::run::{Baseline, Ready, Settings, Transport, remember, run_again};
use crate::schema::Schemas;
use crate::simulator::{Setup, Simulator};
use crate::target::StandardTarget;
use crate::verdict::VerdictEvent;

/// The clock of a proof stands still, so that the same seed gives the same verdicts byte for byte.
pub fn fixed_clock() -> DateTime {
    DateTime::constant(2026, 3, 5, 10, 20, 30, 0)
}

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
}

impl Bench<'_> {
    /// A simulator of the standard that conforms.
    ///
    /// # Errors
    /// When there is none.
    pub fn simulator(&self) -> Result<Simulator, String> {
        let setup = Setup { clock: Arc::new(fixed_clock), seed: self.seed };
        let standard = self.plan.standard.clone();
        Simulator::new(standard, setup).ok_or_else(|| format!("there is no simulator of {}", self.plan.standard.id))
    }

    /// All verdicts other than pass of a run against this simulator.
    ///
    /// # Errors
    /// When there is no runtime or no target.
    pub fn observe(&self, simulator: Simulator) -> Result<Vec<VerdictEvent>, String> {
        self.first(simulator).map(|(_, told)| told)
    }

    /// The same, and what later runs are compared with.
    ///
    /// # Errors
    /// When there is no runtime or no target.
    pub fn first(&self, simulator: Simulator) -> Result<(Baseline, Vec<VerdictEvent>), String> {
        let target = simulated(&simulator, "http://127.0.0.1:1").map_err(|error| error.to_string())?;
        self.over(&target, &InProcess(Arc::new(simulator)))
    }

    /// The same against a target that is reached in another way.
    ///
    /// # Errors
    /// When there is no runtime.
    pub fn over(
        &self,
        target: &StandardTarget,
        transport: &dyn Transport,
    ) -> Result<(Baseline, Vec<VerdictEvent>), String> {
        let (_keep, settings) = settings();
        let ready = self.ready(target, transport);
        Ok(runtime()?.block_on(remember(&ready, self.seed, self.registry, &settings)))
    }

    /// All verdicts other than pass of a run against this simulator, which is compared with an earlier one: what is the
    /// same as before is not judged again.
    ///
    /// # Errors
    /// When there is no runtime or no target.
    pub fn again(&self, simulator: Simulator, baseline: &Baseline) -> Result<Vec<VerdictEvent>, String> {
        let target = simulated(&simulator, "http://127.0.0.1:1").map_err(|error| error.to_string())?;
        let transport = InProcess(Arc::new(simulator));
        let (_keep, settings) = settings();
        let ready = self.ready(&target, &transport);
        Ok(runtime()?.block_on(run_again(&ready, self.seed, self.registry, &settings, baseline)))
    }

    fn ready<'r>(&'r self, target: &'r StandardTarget, transport: &'r dyn Transport) -> Ready<'r> {
        Ready { plan: self.plan, schemas: self.schemas, coverage: self.coverage, target, transport }
    }
}

/// Settings of a run that nobody stops, as long as the first value lives.
fn settings() -> (tokio::sync::watch::Sender<bool>, Settings) {
    let (keep, stop) = tokio::sync::watch::channel(false);
    (keep, Settings { jobs: 1, marker: "zcproof".to_owned(), clock: fixed_clock, stop })
}

fn runtime() -> Result<tokio::runtime::Runtime, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| error.to_string())
}

/// A target file's entry for a simulator at this address.
///
/// # Errors
/// When the address is no base URL.
pub fn simulated(simulator: &Simulator, base_url: &str) -> Result<StandardTarget, crate::target::InvalidBaseUrl> {
    let mut target = StandardTarget::new(base_url)?.with_known(simulator.known());
    for (name, value) in simulator.credentials() {
        target = target.with_credential(&name, &value);
    }
    Ok(target)
}
