//! What a conforming platform may do otherwise turns no verdict.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::freedoms::{deviate, take, tried};
use super::{Bench, First};
use crate::check::{Coverage, Registry};
use crate::plan::{Selection, StandardPlan, build};
use crate::schema::Schemas;
use crate::simulator::{Deviation, Freedom, deviations, fitted, freedoms};
use crate::standard::{Library, Source};

struct Suite {
    plan: StandardPlan,
    schemas: Schemas,
    coverage: Coverage,
    registry: Registry,
    first: OnceLock<First>,
}

/// One for each standard that is judged.
fn suites() -> &'static [Suite] {
    static SUITES: OnceLock<Vec<Suite>> = OnceLock::new();
    SUITES.get_or_init(|| {
        let library = fitted(&Library::load(&Source::embedded_schemas()).unwrap());
        let plan = build(&library, &Source::embedded_cases(), &Selection::default(), 1).unwrap();
        let suite = |plan: StandardPlan| {
            let schemas = Schemas::compile(&plan.standard).unwrap();
            let coverage = Coverage::of(&plan, &|_| true);
            Suite { plan, schemas, coverage, registry: Registry::default(), first: OnceLock::new() }
        };
        plan.standards.into_iter().map(suite).collect()
    })
}

impl Suite {
    fn freedoms(&self) -> Vec<&'static Freedom> {
        freedoms(&self.plan.standard)
    }

    fn bench(&self) -> Bench<'_> {
        let (plan, schemas, coverage, registry) = (&self.plan, &self.schemas, &self.coverage, &self.registry);
        Bench::new(plan, (schemas, coverage), registry, 1)
    }

    /// The run of the plain simulator, with which others are compared.
    fn first(&self) -> &First {
        self.first.get_or_init(|| self.bench().first(self.bench().simulator().unwrap()).unwrap().0)
    }
}

/// Verdicts that these freedoms turn.
fn alarms(suite: &Suite, freedoms: &[&'static Freedom]) -> Vec<String> {
    take(&suite.bench(), freedoms, suite.first()).unwrap().alarms
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
        assert!(all.len() >= 20, "{}", all.len());
        for freedom in all {
            assert!(!freedom.doc.is_empty() && !freedom.group.is_empty(), "{}", freedom.name);
            for id in freedom.readings {
                assert!(readings.contains(id), "{}: no reading {id}", freedom.name);
            }
        }
    }
}

#[test]
fn freedoms_taken_together_raise_no_alarm() {
    for suite in suites() {
        let together = tried(&suite.bench()).into_iter().filter(|freedoms| freedoms.len() > 1).collect::<Vec<_>>();
        for freedoms in &together {
            let names: Vec<&str> = freedoms.iter().map(|freedom| freedom.name).collect();
            assert_eq!(alarms(suite, freedoms), Vec::<String>::new(), "{names:?}");
        }
        let taken: BTreeSet<&str> = together.iter().flatten().map(|freedom| freedom.name).collect();
        assert_eq!(taken.len(), suite.freedoms().len(), "every freedom is in one of the sets");
    }
}

#[test]
fn a_deviation_that_a_reading_warns_of_gets_that_warning_and_no_other_verdict() {
    for suite in suites() {
        let all = deviations(&suite.plan.standard);
        let result = |deviation| deviate(&suite.bench(), deviation, suite.first()).unwrap();
        let wrong: Vec<String> = all.iter().flat_map(|deviation| result(deviation).wrong).collect();
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
        "design-deeply-nested",
        "design-lone-surrogate",
    ] {
        assert!(tried.contains(reading), "{reading} is not among {tried:?}");
    }
}
