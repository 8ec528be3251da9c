//! What a conforming platform may do otherwise turns no verdict.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::{Bench, fixed_clock};
use crate::check::{Coverage, Registry};
use crate::plan::{Selection, StandardPlan, build, embedded_cases};
use crate::schema::Schemas;
use crate::simulator::{Deviation, Freedom, Setup, Simulator, deviations, freedoms};
use crate::standard::{Library, Source};
use crate::verdict::{FindingCode, Verdict, VerdictEvent};

struct Suite {
    plan: StandardPlan,
    schemas: Schemas,
    coverage: Coverage,
    registry: Registry,
}

/// One for each standard that is judged.
fn suites() -> &'static [Suite] {
    static SUITES: OnceLock<Vec<Suite>> = OnceLock::new();
    SUITES.get_or_init(|| {
        let library = Library::load(&Source::embedded_schemas()).unwrap();
        let plan = build(&library, &embedded_cases(), &Selection::default(), 1).unwrap();
        let suite = |plan: StandardPlan| {
            let schemas = Schemas::compile(&plan.standard).unwrap();
            let coverage = Coverage::of(&plan, &|_| true);
            Suite { plan, schemas, coverage, registry: Registry::default() }
        };
        plan.standards.into_iter().map(suite).collect()
    })
}

impl Suite {
    fn simulator(&self) -> Simulator {
        let setup = Setup { clock: Arc::new(fixed_clock), seed: 1 };
        Simulator::new(self.plan.standard.clone(), setup).unwrap()
    }

    fn freedoms(&self) -> Vec<&'static Freedom> {
        freedoms(&self.plan.standard)
    }

    /// Verdicts other than pass.
    fn told(&self, simulator: Simulator) -> Vec<VerdictEvent> {
        let (plan, schemas, coverage, registry) = (&self.plan, &self.schemas, &self.coverage, &self.registry);
        Bench { plan, schemas, coverage, registry, seed: 1 }.observe(simulator).unwrap()
    }
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
fn alarms(suite: &Suite, freedoms: &[&Freedom]) -> Vec<String> {
    let simulator = freedoms.iter().fold(suite.simulator(), |simulator, freedom| simulator.with_freedom(freedom));
    suite.told(simulator).iter().filter(|event| event.verdict > Verdict::Pass).map(line).collect()
}

fn sounds(alone: impl Fn(usize) -> bool) -> Vec<String> {
    let all = suites().iter().flat_map(|suite| suite.freedoms().into_iter().map(move |freedom| (suite, freedom)));
    let chosen = all.enumerate().filter(|(at, _)| alone(*at)).map(|(_, chosen)| chosen);
    chosen
        .flat_map(|(suite, freedom)| {
            alarms(suite, &[freedom]).into_iter().map(move |line| format!("{}: {line}", freedom.name))
        })
        .collect()
}

#[test]
fn the_plain_simulator_raises_no_alarm() {
    for suite in suites() {
        assert_eq!(alarms(suite, &[]), Vec::<String>::new());
    }
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
    // A freedom may be left by readings of several standards.
    let library = Library::load(&Source::embedded_schemas()).unwrap();
    let readings: BTreeSet<&str> =
        library.standards.iter().flat_map(|one| &one.readings).map(|one| one.id.as_str()).collect();
    for suite in suites() {
        let all = suite.freedoms();
        let names: BTreeSet<&str> = all.iter().map(|freedom| freedom.name).collect();
        assert_eq!(names.len(), all.len());
        assert!(all.len() >= 30, "{}", all.len());
        for freedom in all {
            assert!(!freedom.doc.is_empty() && !freedom.group.is_empty(), "{}", freedom.name);
            for id in freedom.readings {
                assert!(readings.contains(id), "{}: no reading {id}", freedom.name);
            }
        }
    }
}

/// The n-th choice of one freedom a group: every freedom is in one of them.
fn together(suite: &Suite, n: usize) -> Vec<&'static Freedom> {
    let mut groups: Vec<(&str, Vec<&'static Freedom>)> = Vec::new();
    for freedom in suite.freedoms() {
        match groups.iter_mut().find(|(group, _)| *group == freedom.group) {
            Some((_, members)) => members.push(freedom),
            None => groups.push((freedom.group, vec![freedom])),
        }
    }
    groups.into_iter().map(|(_, members)| members[n % members.len()]).collect()
}

#[test]
fn freedoms_taken_together_raise_no_alarm() {
    for suite in suites() {
        let groups = suite.freedoms().into_iter().fold(std::collections::BTreeMap::new(), |mut sizes, freedom| {
            *sizes.entry(freedom.group).or_insert(0_usize) += 1;
            sizes
        });
        let largest = groups.values().copied().max().unwrap();
        for n in 0..largest {
            let names: Vec<&str> = together(suite, n).iter().map(|freedom| freedom.name).collect();
            assert_eq!(alarms(suite, &together(suite, n)), Vec::<String>::new(), "{names:?}");
        }
    }
}

/// What is wrong with the verdicts about a deviation: nothing when each requirement gets a warning with the reading and
/// all else passes.
fn misjudged(suite: &Suite, deviation: &Deviation) -> Vec<String> {
    let events = suite.told(suite.simulator().with_deviation(deviation));
    let named = |local: &str| deviation.requirements.iter().any(|id| id == local);
    // What a warned row leaves to compare with is told with the same warning, under its root.
    let mut wrong: Vec<String> = events
        .iter()
        .filter(|event| {
            let finding = event.finding.as_ref().unwrap();
            let own = named(event.requirement.local()) || finding.code == FindingCode::Prerequisite;
            event.verdict != Verdict::Warning || !own || !named(finding.root.requirement.local())
        })
        .map(line)
        .collect();
    for local in &deviation.requirements {
        let warned = events.iter().any(|event| {
            let finding = event.finding.as_ref().unwrap();
            let reading = finding.reading.as_deref() == Some(deviation.reading.as_str());
            event.requirement.local() == local && finding.code.as_str() == deviation.finding && reading
        });
        if !warned {
            wrong.push(format!("no warning about {local}"));
        }
    }
    wrong.iter().map(|line| format!("{} {}: {line}", deviation.reading, deviation.finding)).collect()
}

#[test]
fn a_deviation_that_a_reading_warns_of_gets_that_warning_and_no_other_verdict() {
    for suite in suites() {
        let all = deviations(&suite.plan.standard);
        let wrong: Vec<String> = all.iter().flat_map(|deviation| misjudged(suite, deviation)).collect();
        assert_eq!(wrong, Vec::<String>::new());
    }
}

#[test]
fn every_reading_that_warns_of_answers_is_tried() {
    let all: Vec<Deviation> = suites().iter().flat_map(|suite| deviations(&suite.plan.standard)).collect();
    let tried: BTreeSet<&str> = all.iter().map(|deviation| deviation.reading.as_str()).collect();
    for reading in [
        "A05",
        "A06.2",
        "A08",
        "A09.2",
        "A11",
        "A12",
        "A17",
        "A26",
        "A40",
        "A44",
        "A54",
        "A55",
        "A57",
        "A58",
        "A59",
        "A62.1",
        "A67.2",
        "A72",
        "A76",
        "design-byte-order-mark",
    ] {
        assert!(tried.contains(reading), "{reading} is not among {tried:?}");
    }
}
