//! The whole suite and the embedded simulator, put together as `run` does.

use std::sync::Arc;

use jiff::civil::DateTime;
use zwfw_conformance::plan::{Plan, Selection, build};
use zwfw_conformance::prove::simulated;
use zwfw_conformance::run::Settings;
use zwfw_conformance::simulator::{Setup, Simulator, fitted};
use zwfw_conformance::standard::{Library, Source};
use zwfw_conformance::target::Target;

const SEED: u64 = 1;

/// The clock stands still, so that every round sends the same.
pub fn clock() -> DateTime {
    DateTime::constant(2026, 3, 5, 10, 20, 30, 0)
}

/// The embedded standards.
pub fn loaded() -> Library {
    Library::load(&Source::embedded_schemas()).expect("the embedded standards are sound")
}

/// The embedded standards, with what their texts leave open as the simulators have it.
pub fn library() -> Library {
    fitted(&loaded())
}

/// The whole plan.
pub fn plan(library: &Library) -> Plan {
    let mut plan =
        build(library, &Source::embedded_cases(), &Selection::default(), SEED).expect("the embedded cases are sound");
    plan.standards.retain(|part| Simulator::new(part.standard.clone(), setup()).is_some());
    plan
}

fn setup() -> Setup {
    Setup { clock: Arc::new(clock), seed: SEED }
}

/// Fresh simulators of everything planned: with the same seed they begin in the same state.
pub fn simulators(plan: &Plan) -> Vec<Arc<Simulator>> {
    let fresh = plan.standards.iter().filter_map(|part| Simulator::new(part.standard.clone(), setup()));
    fresh.map(Arc::new).collect()
}

/// The target file's contents for simulators at an address.
pub fn target(simulators: &[Arc<Simulator>], base_url: &str) -> Target {
    let entry = |simulator: &Arc<Simulator>| {
        let target = simulated(simulator, base_url).expect("a base URL");
        (simulator.standard().id.clone(), target)
    };
    Target::embedded("embedded simulator", simulators.iter().map(entry).collect())
}

/// How the run is done. The sender must be kept: a run without it stops.
pub fn settings(jobs: usize) -> (tokio::sync::watch::Sender<bool>, Settings) {
    let (keep, stop) = tokio::sync::watch::channel(false);
    (
        keep,
        Settings { jobs, marker: "zcbench".to_owned(), clock, pauses: zwfw_conformance::run::Pauses::default(), stop },
    )
}
