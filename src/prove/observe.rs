//! One run of the suite against a simulator of this process.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::ToSpan;
use jiff::civil::DateTime;

use super::transport::InProcess;
use crate::check::{Coverage, Registry};
use crate::plan::StandardPlan;
use crate::run::{Pauses, Ready, Settings, run_ready};
use crate::schema::Schemas;
use crate::simulator::Simulator;
use crate::target::StandardTarget;
use crate::verdict::{Event, TargetIdentity, Verdict, VerdictEvent};

/// The clock of a proof stands still, so that the same seed gives the same verdicts byte for byte.
pub fn fixed_clock() -> DateTime {
    DateTime::constant(2026, 3, 5, 10, 20, 30, 0)
}

/// The clock of a run and of its simulator: it stands still, but for the pauses of the run.
#[derive(Debug, Clone, Default)]
pub struct PausedClock(Arc<AtomicU64>);

impl PausedClock {
    /// For the simulator: its time.
    pub fn time(&self) -> Arc<dyn Fn() -> DateTime + Send + Sync> {
        let paused = Arc::clone(&self.0);
        Arc::new(move || {
            let seconds = i64::try_from(paused.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
            fixed_clock().checked_add(seconds.seconds()).unwrap_or(DateTime::MAX)
        })
    }

    /// For the run: it goes on at once where a case waits, and this clock by as much.
    pub fn pauses(&self) -> Pauses {
        Pauses::Counted(Arc::clone(&self.0))
    }
}

/// All verdicts other than pass of a run against this simulator.
///
/// # Errors
/// When there is no runtime or no target.
pub fn observe(
    plan: &StandardPlan,
    (schemas, coverage, registry): (&Schemas, &Coverage, &Registry),
    seed: u64,
    (simulator, clock): (Simulator, &PausedClock),
) -> Result<Vec<VerdictEvent>, String> {
    let target = simulated(&simulator, "http://127.0.0.1:1").map_err(|error| error.to_string())?;
    let transport = InProcess(Arc::new(simulator));
    let ready = [Ready { plan, schemas, coverage, target: &target, transport: &transport }];
    let (_keep, stop) = tokio::sync::watch::channel(false);
    let run = Settings { jobs: 1, marker: "zcproof".to_owned(), clock: fixed_clock, pauses: clock.pauses(), stop };
    let mut verdicts = Vec::new();
    let mut keep = |event: Event| {
        if let Event::Verdict(verdict) = event
            && verdict.verdict > Verdict::Pass
        {
            verdicts.push(*verdict);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(run_ready(&ready, TargetIdentity::default(), seed, registry, &run, &mut keep));
    Ok(verdicts)
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
