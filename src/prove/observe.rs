//! One run of the suite against a simulator of this process.

use std::sync::Arc;

use jiff::civil::DateTime;

use super::transport::InProcess;
use crate::check::{Coverage, Registry};
use crate::plan::StandardPlan;
use crate::run::{Ready, Settings, run_ready};
use crate::schema::Schemas;
use crate::simulator::Simulator;
use crate::target::StandardTarget;
use crate::verdict::{Event, TargetIdentity, Verdict, VerdictEvent};

/// The clock of a proof stands still, so that the same seed gives the same verdicts byte for byte.
pub fn fixed_clock() -> DateTime {
    DateTime::constant(2026, 3, 5, 10, 20, 30, 0)
}

/// All verdicts other than pass of a run against this simulator.
///
/// # Errors
/// When there is no runtime or no target.
pub fn observe(
    plan: &StandardPlan,
    (schemas, coverage, registry): (&Schemas, &Coverage, &Registry),
    seed: u64,
    simulator: Simulator,
) -> Result<Vec<VerdictEvent>, String> {
    let target = simulated(&simulator, "http://127.0.0.1:1").map_err(|error| error.to_string())?;
    let transport = InProcess(Arc::new(simulator));
    let ready = [Ready { plan, schemas, coverage, target: &target, transport: &transport }];
    let (_keep, stop) = tokio::sync::watch::channel(false);
    let run = Settings { jobs: 1, marker: "zcproof".to_owned(), clock: fixed_clock, stop };
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
