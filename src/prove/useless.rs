//! Targets that implement nothing: none of them may look as if it did.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt, ready};
use serde::Serialize;

use super::observe::{Bench, First, runtime, settings, simulated};
use crate::check::Unit;
use crate::id::Aspect;
use crate::observation::{HttpAnswer, HttpRequest, WireFault};
use crate::plan::StandardPlan;
use crate::policy::{FailOn, outcome};
use crate::run::{Transport, run_ready};
use crate::simulator::{Captured, Simulator, Useless};
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
    /// What negative cases and written behaviours judge and it passed all the same: must be empty, but for reasons.
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
    let telling = telling(bench.plan);
    let fooled = passed.iter().filter(|unit| telling.contains(**unit));
    Ok(UselessResult {
        target: useless.name.to_owned(),
        exit: outcome(&finished.totals, None, FailOn::Fail).code(),
        judged: worst.values().filter(|verdict| **verdict > Verdict::NotApplicable).count(),
        fooled: fooled.map(|unit| format!("{}#{}", unit.local, unit.aspect)).collect(),
        passed: passed.len(),
    })
}

/// Checks that a target passes by saying success, or anything at all.
const EASY: [&str; 4] = ["accepted", "tolerated", "served", "answered"];

/// Units that nobody passes by chance: those of negative cases, and of behaviours that were written by hand.
fn telling(plan: &StandardPlan) -> BTreeSet<Unit> {
    let mut units = BTreeSet::new();
    for case in &plan.cases {
        for call in case.steps.iter().flat_map(|step| &step.checks) {
            let free = call.with.get("free").and_then(serde_json::Value::as_bool) == Some(true);
            let negative = case.twin.is_some() && call.check == "refused" && !free;
            let behaviour = case.rule.is_none() && call.aspect == Aspect::Behaviour;
            if negative || behaviour && !EASY.contains(&call.check.as_str()) {
                units.insert(Unit { local: call.requirement.clone(), aspect: call.aspect });
            }
        }
    }
    units
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
