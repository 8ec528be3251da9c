//! Targets that implement nothing: none of them may look as if it did.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt, ready};
use serde::Serialize;

use super::observe::{Bench, First, runtime, settings, simulated};
use crate::check::Unit;
use crate::id::Aspect;
use crate::observation::{HttpAnswer, HttpRequest, WireFault};
use crate::policy::{FailOn, outcome};
use crate::run::{Transport, run_ready};
use crate::simulator::{Captured, Simulator, Useless};
use crate::standard::Kind;
use crate::verdict::{Event, TargetIdentity, Verdict};

/// What became of a target that implements nothing.
#[derive(Debug, Clone, Serialize)]
pub struct UselessResult {
    /// Its name.
    pub target: String,
    /// The exit code of a run against it: must not be 0.
    pub exit: u8,
    /// Judged aspects of requirements that it passed.
    pub passed: usize,
    /// Judged aspects of requirements.
    pub judged: usize,
    /// Behaviours, and rows of requests, that it passed all the same: must be empty.
    pub fooled: Vec<String>,
}

/// Runs the suite against a target that implements nothing.
///
/// # Errors
/// When there is no simulator, runtime or target.
pub fn pretend(bench: &Bench<'_>, useless: &Useless, first: &First) -> Result<UselessResult, String> {
    let simulator = bench.simulator()?;
    let target = simulated(&simulator, "http://127.0.0.1:1").map_err(|error| error.to_string())?;
    let transport = Pretence { simulator: Arc::new(simulator), useless, captured: first.captured(bench) };
    let (_keep, settings) = settings();
    let mut worst: BTreeMap<Unit, Verdict> = BTreeMap::new();
    let mut keep = |event: Event| {
        if let Event::Verdict(event) = event {
            let unit = Unit { local: event.requirement.local().to_owned(), aspect: event.aspect };
            let known = worst.entry(unit).or_insert(event.verdict);
            *known = event.verdict.max(*known);
        }
    };
    let ready = [bench.ready(&target, &transport)];
    let run = run_ready(&ready, TargetIdentity::default(), bench.seed, bench.registry, &settings, &mut keep);
    let finished = runtime()?.block_on(run);
    let passed: Vec<&Unit> =
        worst.iter().filter(|(_, verdict)| **verdict == Verdict::Pass).map(|(unit, _)| unit).collect();
    let standard = &bench.plan.standard;
    let of_request = |unit: &Unit| standard.row(&unit.local).is_some_and(|(table, _)| table.kind == Kind::Request);
    let fooled = passed.iter().filter(|unit| unit.aspect == Aspect::Behaviour || of_request(unit));
    Ok(UselessResult {
        target: useless.name.to_owned(),
        exit: outcome(&finished.totals, None, FailOn::Fail).code(),
        judged: worst.values().filter(|verdict| **verdict > Verdict::NotApplicable).count(),
        fooled: fooled.map(|unit| format!("{}#{}", unit.local, unit.aspect)).collect(),
        passed: passed.len(),
    })
}

struct Pretence<'a> {
    simulator: Arc<Simulator>,
    useless: &'a Useless,
    captured: Captured,
}

impl Transport for Pretence<'_> {
    fn send<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        ready(Ok(self.useless.answer(&self.simulator, &self.captured, request))).boxed()
    }
}
