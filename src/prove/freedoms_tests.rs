//! What a conforming platform may do otherwise turns no verdict.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::{fixed_clock, observe};
use crate::check::Registry;
use crate::plan::{Selection, StandardPlan, build, embedded_cases};
use crate::schema::Schemas;
use crate::simulator::{Freedom, Setup, Simulator, freedoms};
use crate::standard::{Library, Source};
use crate::verdict::{Verdict, VerdictEvent};

struct Suite {
    plan: StandardPlan,
    schemas: Schemas,
    registry: Registry,
}

fn suite() -> &'static Suite {
    static SUITE: OnceLock<Suite> = OnceLock::new();
    SUITE.get_or_init(|| {
        let library = Library::load(&Source::embedded_schemas()).unwrap();
        let mut plan = build(&library, &embedded_cases(), &Selection::default(), 1).unwrap();
        let plan = plan.standards.remove(0);
        let schemas = Schemas::compile(&plan.standard).unwrap();
        Suite { plan, schemas, registry: Registry::default() }
    })
}

fn simulator() -> Simulator {
    let setup = Setup { clock: Arc::new(fixed_clock), seed: 1 };
    Simulator::new(suite().plan.standard.clone(), setup).unwrap()
}

fn all() -> Vec<&'static Freedom> {
    freedoms(&suite().plan.standard)
}

/// Verdicts other than pass, one line each.
fn told(simulator: Simulator) -> Vec<VerdictEvent> {
    let suite = suite();
    observe(&suite.plan, (&suite.schemas, &suite.registry), 1, simulator).unwrap()
}

fn line(event: &VerdictEvent) -> String {
    let finding = event.finding.as_ref().unwrap();
    format!(
        "{:?} {}#{} {} in {} at {} ({}): expected {}, got {}; root {}#{} {}",
        event.verdict,
        event.requirement.local(),
        event.aspect,
        finding.code,
        event.case,
        finding.pointer,
        finding.reading.as_deref().unwrap_or("-"),
        finding.expected,
        finding.actual,
        finding.root.requirement.local(),
        finding.root.aspect,
        finding.root.code,
    )
}

/// Verdicts that the plain simulator gets, for they are about the laboratory, not about the platform.
fn alarms(freedoms: &[&Freedom]) -> Vec<String> {
    let simulator = freedoms.iter().fold(simulator(), |simulator, freedom| simulator.with_freedom(freedom));
    told(simulator).iter().filter(|event| event.verdict > Verdict::Pass).map(line).collect()
}

fn sounds(alone: impl Fn(usize) -> bool) -> Vec<String> {
    let chosen: Vec<&Freedom> =
        all().into_iter().enumerate().filter(|(at, _)| alone(*at)).map(|(_, freedom)| freedom).collect();
    chosen
        .into_iter()
        .flat_map(|freedom| alarms(&[freedom]).into_iter().map(move |line| format!("{}: {line}", freedom.name)))
        .collect()
}

#[test]
fn the_plain_simulator_raises_no_alarm() {
    assert_eq!(alarms(&[]), Vec::<String>::new());
}

/// In four parts, so that they run side by side.
mod alone {
    use super::sounds;

    #[test]
    fn no_freedom_raises_an_alarm_1() {
        assert_eq!(sounds(|at| at % 4 == 0), Vec::<String>::new());
    }

    #[test]
    fn no_freedom_raises_an_alarm_2() {
        assert_eq!(sounds(|at| at % 4 == 1), Vec::<String>::new());
    }

    #[test]
    fn no_freedom_raises_an_alarm_3() {
        assert_eq!(sounds(|at| at % 4 == 2), Vec::<String>::new());
    }

    #[test]
    fn no_freedom_raises_an_alarm_4() {
        assert_eq!(sounds(|at| at % 4 == 3), Vec::<String>::new());
    }
}

#[test]
fn freedoms_have_unique_names_a_description_and_known_readings() {
    let all = all();
    let names: BTreeSet<&str> = all.iter().map(|freedom| freedom.name).collect();
    assert_eq!(names.len(), all.len());
    assert!(all.len() >= 30, "{}", all.len());
    for freedom in all {
        assert!(!freedom.doc.is_empty() && !freedom.group.is_empty(), "{}", freedom.name);
        for id in freedom.readings {
            let known = suite().plan.standard.readings.iter().any(|reading| reading.id == *id);
            assert!(known || id.starts_with("A08"), "{}: no reading {id}", freedom.name);
        }
    }
}

/// The n-th choice of one freedom a group: every freedom is in one of them.
fn together(n: usize) -> Vec<&'static Freedom> {
    let mut groups: Vec<(&str, Vec<&'static Freedom>)> = Vec::new();
    for freedom in all() {
        match groups.iter_mut().find(|(group, _)| *group == freedom.group) {
            Some((_, members)) => members.push(freedom),
            None => groups.push((freedom.group, vec![freedom])),
        }
    }
    groups.into_iter().map(|(_, members)| members[n % members.len()]).collect()
}

#[test]
fn freedoms_taken_together_raise_no_alarm() {
    let groups = all().into_iter().fold(std::collections::BTreeMap::new(), |mut sizes, freedom| {
        *sizes.entry(freedom.group).or_insert(0_usize) += 1;
        sizes
    });
    let largest = groups.values().copied().max().unwrap();
    for n in 0..largest {
        let names: Vec<&str> = together(n).iter().map(|freedom| freedom.name).collect();
        assert_eq!(alarms(&together(n)), Vec::<String>::new(), "{names:?}");
    }
}
