//! Judging a simulator in this process, as `prove` does.

use std::sync::{Arc, OnceLock};

use jiff::civil::DateTime;
use zwfw_conformance::check::{Coverage, Registry};
use zwfw_conformance::id::Aspect;
use zwfw_conformance::plan::StandardPlan;
use zwfw_conformance::prove::{InProcess, simulated};
use zwfw_conformance::run::{Ready, Settings, run_ready};
use zwfw_conformance::schema::Schemas;
use zwfw_conformance::simulator::{Mutant, Setup, Simulator};
use zwfw_conformance::verdict::{Event, TargetIdentity, Verdict, VerdictEvent};

/// Everything that a run said.
pub struct Judged {
    pub verdicts: Vec<VerdictEvent>,
}

impl Judged {
    /// The worst verdict about one aspect of one requirement.
    pub fn worst(&self, local: &str, aspect: Aspect) -> Option<Verdict> {
        let about = |verdict: &&VerdictEvent| verdict.requirement.local() == local && verdict.aspect == aspect;
        self.verdicts.iter().filter(about).map(|verdict| verdict.verdict).max()
    }

    /// Everything that is neither a pass nor not applicable, a line each.
    pub fn deviations(&self) -> Vec<String> {
        let deviating = self.verdicts.iter().filter(|verdict| verdict.verdict > Verdict::Pass);
        deviating
            .map(|verdict| {
                let code = verdict.finding.as_ref().map_or("", |finding| finding.code.as_str());
                let VerdictEvent { requirement, aspect, verdict, case, .. } = verdict;
                format!("{requirement}#{aspect} {verdict} {code} in {case}")
            })
            .collect()
    }
}

/// What the whole plan says about the simulator without any fault, judged once.
pub fn sound() -> &'static Judged {
    static SOUND: OnceLock<Judged> = OnceLock::new();
    SOUND.get_or_init(|| judge(super::plan(), None, &Registry::default()))
}

fn clock() -> DateTime {
    DateTime::constant(2026, 3, 5, 10, 20, 30, 0)
}

/// Judges the simulator, with or without a mutant, by a plan and its checks.
pub fn judge(plan: &StandardPlan, mutant: Option<Mutant>, registry: &Registry) -> Judged {
    let simulator =
        Simulator::new(plan.standard.clone(), Setup { clock: Arc::new(clock), seed: 1 }).expect("simulated");
    let simulator = match mutant {
        Some(mutant) => simulator.with_mutant(mutant),
        None => simulator,
    };
    let target = simulated(&simulator, "http://127.0.0.1:1").expect("a base URL");
    let transport = InProcess(Arc::new(simulator));
    let schemas = Schemas::compile(&plan.standard).expect("the schemas compile");
    let coverage = Coverage::of(plan, &|_| true);
    let ready = [Ready { plan, schemas: &schemas, coverage: &coverage, target: &target, transport: &transport }];
    let (_keep, stop) = tokio::sync::watch::channel(false);
    let settings = Settings {
        jobs: 1,
        marker: "zcsuite".to_owned(),
        clock,
        pauses: zwfw_conformance::run::Pauses::default(),
        stop,
    };
    let mut verdicts = Vec::new();
    let mut keep = |event: Event| {
        if let Event::Verdict(verdict) = event {
            verdicts.push(*verdict);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(run_ready(&ready, TargetIdentity::default(), 1, registry, &settings, &mut keep));
    Judged { verdicts }
}
