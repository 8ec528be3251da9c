//! What the proof asks for besides killed mutants, and that it turns red when it does not get it.

use std::collections::BTreeSet;
use std::sync::Arc;

use zwfw_conformance::check::{CALLED, Coverage, EXCHANGE, Registry, Unit, units_of};
use zwfw_conformance::id::Aspect;
use zwfw_conformance::plan::{Case, Edit, Selection, StandardPlan, explore};
use zwfw_conformance::prove::{
    Bench, Fault, InProcess, Kill, Matrix, OpenUnit, ProveSettings, Reason, Reasons, fixed_clock, idle, page, prove,
    simulated,
};
use zwfw_conformance::run::{Ready, Settings, shrink};
use zwfw_conformance::schema::Schemas;
use zwfw_conformance::simulator::{MANNERS, Mutant, USELESS, fitted, mutants, mutants_beyond};
use zwfw_conformance::standard::{Effect, Source, Subject};
use zwfw_conformance::verdict::Verdict;

use crate::support::{LICENCES, LOGISTICS, embedded, licences, plan, plan_of};

fn settings(only: &[&str]) -> ProveSettings {
    let only = only.iter().map(|part| (*part).to_owned()).collect();
    ProveSettings { seed: 1, threads: 2, only, ..ProveSettings::default() }
}

fn of_operations(standard: &str, operations: &[&str]) -> StandardPlan {
    let operations = operations.iter().map(|name| (*name).to_owned()).collect();
    plan_of(embedded(), &Selection { standards: vec![standard.to_owned()], operations, ..Selection::default() })
}

fn directory() -> StandardPlan {
    of_operations(LOGISTICS, &["getDist"])
}

/// What a bench stands on.
struct Suite {
    plan: StandardPlan,
    schemas: Schemas,
    coverage: Coverage,
    registry: Registry,
}

impl Suite {
    fn of(plan: StandardPlan) -> Self {
        let schemas = Schemas::compile(&plan.standard).expect("the schemas compile");
        let coverage = Coverage::of(&plan, &|_| true);
        Self { plan, schemas, coverage, registry: Registry::default() }
    }

    fn bench(&self) -> Bench<'_> {
        let (plan, schemas, coverage, registry) = (&self.plan, &self.schemas, &self.coverage, &self.registry);
        Bench::new(plan, (schemas, coverage), registry, 1)
    }
}

#[test]
fn what_a_mutant_does_not_change_is_judged_as_if_it_were_run_again() {
    let suite = Suite::of(of_operations(LOGISTICS, &["getDist", "queryOrder", "addOrder"]));
    let bench = suite.bench();
    let (first, _) = bench.first(bench.simulator().expect("a simulator")).expect("a run");
    let all = mutants(&suite.plan.standard);
    for mutant in all.iter().step_by(all.len() / 12) {
        let broken = || bench.simulator().expect("a simulator").with_mutant(mutant.clone());
        let told = |told: Vec<zwfw_conformance::run::Told>| {
            told.into_iter()
                .map(|told| {
                    let event = told.event;
                    let root = event.finding.map(|finding| (finding.code, finding.root));
                    (event.case, event.requirement, event.aspect, event.verdict, root, told.by)
                })
                .collect::<Vec<_>>()
        };
        let (short, whole) =
            (bench.again(broken(), &first, &BTreeSet::new()).expect("a run"), bench.observe(broken()).expect("a run"));
        assert_eq!(told(short), told(whole), "{}", mutant.id);
    }
}

#[test]
fn a_judged_aspect_without_a_mutant_of_its_own_is_red_unless_a_reason_stands_in_data() {
    let plan = directory();
    let unit = format!("{LOGISTICS}/T9.2#type");
    let unproven = |settings: &ProveSettings| -> Vec<String> {
        let faults = prove(&plan, settings).expect("a proof").faults;
        faults
            .into_iter()
            .filter_map(|fault| if let Fault::Unproven { unit } = fault { Some(unit) } else { None })
            .collect()
    };
    let whole = |only: &[&str]| ProveSettings { whole: true, ..settings(only) };
    assert!(unproven(&whole(&["T9.1#"])).contains(&unit));
    assert!(!unproven(&whole(&["T9.2#type/wrong-type"])).contains(&unit));
    let because = "for the test".to_owned();
    let open = OpenUnit { requirement: "T9.2".to_owned(), aspect: Aspect::Type, reason: Reason::Unobservable, because };
    let reasons = Reasons { units: vec![open], ..Reasons::default() };
    assert!(!unproven(&ProveSettings { reasons: reasons.clone(), ..whole(&["T9.1#"]) }).contains(&unit));
    let needless = prove(&plan, &ProveSettings { reasons, ..whole(&["T9.2#type/wrong-type"]) }).expect("a proof");
    assert!(needless.faults.contains(&Fault::Needless { of: unit }));
}

#[test]
fn a_check_that_kills_nothing_is_named() {
    let matrix = prove(&directory(), &settings(&["T9.1#presence/field-dropped"])).expect("a proof");
    let named = |fault: Fault| if let Fault::Idle { check } = fault { Some(check) } else { None };
    let idle: Vec<String> =
        idle(&[matrix], &Registry::default(), &Reasons::default()).into_iter().filter_map(named).collect();
    assert!(!idle.contains(&"rows".to_owned()) && idle.contains(&"pages".to_owned()), "{idle:?}");
}

/// Cases that call a check, as few as show it.
fn calling(plan: &StandardPlan, check: &str) -> Vec<Case> {
    let calls = |case: &&Case| case.steps.iter().any(|step| step.checks.iter().any(|call| call.check == check));
    plan.cases.iter().filter(|case| !case.slow).filter(calls).take(4).cloned().collect()
}

/// The valid request of each operation, one without a needed member, one with a filter by a text of the run's own, and as
/// many that create something as ids need to come round again.
fn plain_cases(plan: &StandardPlan) -> Vec<Case> {
    let of = |operation: &str, ending: &str| {
        let mut cases = plan.cases.iter().filter(|case| case.operation == operation);
        cases.find(|case| case.id.ends_with(ending)).cloned()
    };
    let operations = plan.standard.operations.iter();
    operations
        .flat_map(|operation| ["/accepted", ".missing", "/T10.10.present"].map(|ending| of(&operation.name, ending)))
        .flatten()
        .chain(creating(plan).take(12).cloned())
        .collect()
}

fn creating(plan: &StandardPlan) -> impl Iterator<Item = &Case> {
    let creates = |case: &&Case| {
        plan.standard.operation(&case.operation).is_some_and(|operation| operation.effect == Effect::Create)
    };
    plan.cases.iter().filter(creates).filter(|case| case.id.contains(".code-"))
}

/// Parts of mutants' ids: the units that a check judges in these cases; all, where it judges every exchange.
fn judged_by(plan: &StandardPlan, cases: &[Case], check: &str) -> BTreeSet<String> {
    let calls = cases.iter().flat_map(|case| case.steps.iter().map(move |step| (case, step)));
    let units = calls.flat_map(|(case, step)| {
        let calls = step.checks.iter().filter(|call| call.check == check);
        calls.flat_map(|call| units_of(&plan.standard, case, &step.operation, call)).collect::<Vec<Unit>>()
    });
    units.map(|unit| format!("{}/{}#{}/", plan.standard.id, unit.local, unit.aspect)).collect()
}

/// Whether the proof of a few cases turns red without the check, and is green of the same mutants with it.
fn is_missed(plan: &StandardPlan, check: &str) -> bool {
    let everywhere = EXCHANGE.iter().any(|one| one.name == check);
    let cases = if everywhere { plain_cases(plan) } else { calling(plan, check) };
    if cases.is_empty() {
        return is_missed_by_a_fixture(plan, check);
    }
    let selection = Selection {
        standards: vec![plan.standard.id.clone()],
        cases: cases.iter().map(|case| case.id.clone()).collect(),
        ..Selection::default()
    };
    let small = plan_of(embedded(), &selection);
    let units = judged_by(&small, &cases, check);
    let about = |mutant: &&Mutant| everywhere || units.iter().any(|unit| mutant.id.starts_with(unit));
    let chosen: Vec<Mutant> = mutants(&plan.standard).into_iter().filter(|mutant| about(&mutant)).collect();
    // A check of every exchange may see any operator's mutants, one called by name those of its units.
    let few: Vec<&str> = if everywhere {
        let mut operators = BTreeSet::new();
        chosen.iter().filter(|mutant| operators.insert(mutant.operator)).map(|mutant| mutant.id.as_str()).collect()
    } else {
        chosen.iter().step_by(chosen.len().div_ceil(16).max(1)).map(|mutant| mutant.id.as_str()).collect()
    };
    // No id is as long as this.
    let none = ["no mutant at all has such an id"];
    let with = prove(&small, &settings(if few.is_empty() { &none } else { &few })).expect("a proof");
    assert!(with.false_alarms.is_empty(), "{check}: {:?}", with.false_alarms);
    let sole: Vec<&str> = with
        .mutants
        .iter()
        .filter(|mutant| mutant.result == Kill::Killed && mutant.killed_by.iter().all(|killed| killed.check == check))
        .map(|mutant| mutant.mutant.as_str())
        .collect();
    let without =
        ProveSettings { without: vec![check.to_owned()], ..settings(if sole.is_empty() { &none } else { &sole }) };
    !prove(&small, &without).expect("a proof").faults.is_empty()
}

/// The same of a check that fixtures alone call, and so in the whole plan.
fn is_missed_by_a_fixture(plan: &StandardPlan, check: &str) -> bool {
    let calls = plan.fixtures.iter().flat_map(|fixture| &fixture.steps).flat_map(|step| &step.checks);
    let units: BTreeSet<String> = calls
        .filter(|call| call.check == check)
        .map(|call| format!("{}/{}#{}/", plan.standard.id, call.requirement, call.aspect))
        .collect();
    let units: Vec<&str> = units.iter().map(String::as_str).collect();
    if units.is_empty() {
        return false;
    }
    let with = prove(plan, &settings(&units)).expect("a proof");
    assert!(with.faults.is_empty(), "{check}: {:?}", with.faults);
    let without = ProveSettings { without: vec![check.to_owned()], ..settings(&units) };
    !prove(plan, &without).expect("a proof").faults.is_empty()
}

#[test]
fn without_any_one_check_the_proof_is_red() {
    let shared = Reasons::load(&Source::embedded_schemas(), "").expect("reasons");
    let open: BTreeSet<&str> = shared.checks.iter().map(|open| open.check.as_str()).collect();
    let names = EXCHANGE.iter().map(|check| check.name).chain(CALLED.iter().map(|check| check.name));
    let green: Vec<&str> = names
        .filter(|check| !open.contains(check))
        .filter(|check| !is_missed(plan(), check) && !is_missed(licences(), check))
        .collect();
    assert!(green.is_empty(), "nothing is red without {green:?}");
}

#[test]
fn what_stands_without_proof_has_one_of_the_closed_reasons_and_exists() {
    for plan in [plan(), licences()] {
        let reasons = Reasons::load(&Source::embedded_schemas(), &plan.standard.id).expect("reasons");
        assert!(!reasons.units.is_empty(), "{} leaves nothing open", plan.standard.id);
        let coverage = Coverage::of(plan, &|_| true);
        // What is handed in is judged without a plan.
        let handed_in = Coverage::of_subject(plan.standard.as_ref(), Subject::Data, &|_| None);
        for open in &reasons.units {
            let unit = Unit { local: open.requirement.clone(), aspect: open.aspect };
            let mut of_data = handed_in.catalogue.iter().filter(|entry| entry.requirement.local() == unit.local);
            let is_handed_in = of_data
                .any(|entry| entry.aspects.iter().any(|one| one.aspect == unit.aspect && one.disposition == "judged"));
            assert!(is_handed_in || coverage.planned.contains_key(&unit), "{unit:?} is not judged");
            assert!(!open.because.is_empty());
        }
    }
}

#[test]
fn the_page_is_whole_by_itself() {
    let matrix = prove(&directory(), &settings(&["T9.1#presence"])).expect("a proof");
    let page = page(&[matrix]);
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(page.contains("field-dropped") && page.contains(&format!("{LOGISTICS}/T9.1#presence")));
    for foreign in ["<script", "http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn over_sockets_the_same_comes_out() {
    let suite = Suite::of(directory());
    let bench = suite.bench();
    let ids = [
        "7.2.5#format/trailing-comma",
        "7.2.5#format/gbk-encoded",
        "7.2.5#format/error-page",
        "T9.1#presence/field-dropped",
        "T7.3#presence/absence-accepted",
        "T7.1#behaviour/credential-unchecked",
    ];
    for id in ids {
        let all = mutants(&suite.plan.standard);
        let mutant = all.into_iter().find(|mutant| mutant.id == format!("{LOGISTICS}/{id}")).expect("a mutant");
        let broken = || bench.simulator().expect("a simulator").with_mutant(mutant.clone());
        let units = |told: Vec<zwfw_conformance::run::Told>| {
            told.into_iter()
                .map(|told| (told.event.case, told.event.requirement, told.event.aspect, told.event.verdict))
                .collect::<Vec<_>>()
        };
        let within = units(bench.observe(broken()).expect("a run"));
        assert!(!within.is_empty(), "{id} is not seen");
        assert_eq!(units(bench.over_a_socket(broken(), None).expect("a run")), within, "{id}");
    }
}

/// What a server may do on the wire, and what it may refuse below the level of messages.
#[test]
fn no_manner_of_the_wire_raises_an_alarm() {
    let plans = [of_operations(LOGISTICS, &["getDist", "queryOrderDetail"]), of_operations(LICENCES, &["Retrieval"])];
    assert!(MANNERS.len() >= 12);
    for suite in plans.map(Suite::of) {
        let bench = suite.bench();
        for manner in MANNERS {
            let told = bench.over_a_socket(bench.simulator().expect("a simulator"), Some(*manner)).expect("a run");
            let first = told.first().map(|told| format!("{:?}", told.event));
            assert_eq!(first, None, "{} of {}", manner.name, suite.plan.standard.id);
        }
    }
}

#[test]
fn no_target_that_implements_nothing_conforms() {
    for plan in [plan(), licences()] {
        let reasons = Reasons::load(&Source::embedded_schemas(), &plan.standard.id).expect("reasons");
        let matrix = prove(plan, &ProveSettings { useless: true, reasons, ..settings(&[]) }).expect("a proof");
        assert_eq!(matrix.useless.len(), USELESS.len());
        assert!(matrix.useless.iter().all(|useless| useless.exit != 0 && useless.passed < useless.judged));
        assert!(matrix.faults.is_empty(), "{:?}", matrix.faults);
    }
}

#[test]
fn one_of_two_faults_never_hides_the_other() {
    let pairs = |plan: &StandardPlan, only: &[&str]| -> Matrix {
        prove(plan, &ProveSettings { pairs: 20, ..settings(only) }).expect("a proof")
    };
    for matrix in [
        pairs(&directory(), &["/T9.", "/T7.", "/T8."]),
        pairs(&of_operations(LICENCES, &["Retrieval"]), &["/D.2", "/T3."]),
    ] {
        let pairs = &matrix.pairs;
        assert_eq!(pairs.tried, 20);
        assert!(pairs.hidden.is_empty(), "{:?}", pairs.hidden);
        assert!(pairs.both_seen > 0);
    }
}

/// What was hidden once: the value inside a list that stands for an object; what refusals say, where all refusals come of
/// another fault; a code that is refused under the code of success; the status of success without a return code.
#[test]
fn a_fault_behind_another_is_seen_or_in_doubt() {
    let selection = Selection { standards: vec!["db51t-2942-2022".to_owned()], ..Selection::default() };
    let plan = plan_of(&fitted(embedded()), &selection);
    let tried = |only: [&str; 2]| {
        let matrix = prove(&plan, &ProveSettings { pairs: 2, ..settings(&only) }).expect("a proof");
        let pairs = matrix.pairs;
        assert_eq!((matrix.mutants.len(), pairs.tried, pairs.hidden), (2, 2, Vec::new()), "{only:?}");
        (pairs.both_seen, pairs.one_inconclusive)
    };
    let in_a_list = ["6.3.3.out.data.dataList.1#format/wrong-format", "6.3.3.out.2#type/wrong-type-list"];
    assert_eq!(tried(in_a_list), (2, 0));
    let refusals = ["6.4.2.out.head.2#behaviour/message-empty", "6.4.2.out.head.1#behaviour/success-as-error"];
    assert_eq!(tried(refusals), (0, 2));
    let in_words = ["6.5.1.14#code/code-refused", "6.5.1.out.head.1#behaviour/error-as-success"];
    assert_eq!(tried(in_words), (0, 2));
    let without_code = ["6.5.1.out#behaviour/success-created", "6.5.1.out.1#presence/field-renamed"];
    assert_eq!(tried(without_code), (0, 2));
}

/// A mutant that the suite does not see is seen by drawn requests, which shrink to what matters.
#[tokio::test(flavor = "current_thread")]
async fn drawn_requests_find_what_the_rest_misses_and_shrink() {
    // What is created is read again by its key.
    let all = mutants_beyond(&plan().standard).into_iter();
    let mutant = all.into_iter().find(|mutant| mutant.operation == "queryOrderDetail").expect("a mutant");
    let mut plan = of_operations(LOGISTICS, &["addOrder", "queryOrder", "queryOrderDetail"]);
    let told_by = |plan: &StandardPlan| {
        let suite = Suite::of(plan.clone());
        let broken = suite.bench().simulator().expect("a simulator").with_mutant(mutant.clone());
        // A run has a runtime of its own.
        std::thread::scope(|scope| scope.spawn(|| suite.bench().observe(broken).expect("a run")).join()).expect("a run")
    };
    assert!(told_by(&plan).is_empty(), "{} needs no drawn request", mutant.id);
    plan.cases.extend(explore(&plan.standard, 1, 60));
    let told = told_by(&plan);
    let own =
        told.iter().find(|told| told.event.requirement == mutant.requirement && told.event.verdict == Verdict::Fail);
    let event = own.expect("a drawn request shows it").event.clone();
    let case = plan.cases.iter().find(|case| case.id == event.case).expect("its case");
    let suite = Suite::of(plan.clone());
    let simulator = suite.bench().simulator().expect("a simulator").with_mutant(mutant.clone());
    let target = simulated(&simulator, "http://127.0.0.1:1").expect("a base URL");
    let transport = InProcess(Arc::new(simulator));
    let (_keep, stop) = tokio::sync::watch::channel(false);
    let run = Settings {
        jobs: 1,
        marker: "zcsuite".to_owned(),
        clock: fixed_clock,
        pauses: zwfw_conformance::run::Pauses::default(),
        stop,
    };
    let (schemas, coverage) = (&suite.schemas, &suite.coverage);
    let ready = Ready { plan: &suite.plan, schemas, coverage, target: &target, transport: &transport };
    let smallest = shrink(&ready, 1, &Registry::default(), &run, (case, &event)).await;
    let edits = &smallest.case.steps[0].edits;
    let [Edit::Set(_, value)] = edits.as_slice() else { panic!("more than one thing is left: {edits:?}") };
    assert!(value.as_str().is_some_and(|text| text.chars().count() <= 3), "{value}");
    assert!(smallest.event.finding.as_ref().is_some_and(|finding| finding.curl.is_some()));
}

/// A conforming simulator accepts whatever is drawn, and gives it back.
#[test]
fn drawn_requests_raise_no_alarm() {
    for plan in [plan(), licences()] {
        let mut drawn = plan.clone();
        drawn.cases = explore(&plan.standard, 3, 60);
        drawn.entire.clear();
        assert_eq!(drawn.cases.len(), 60);
        let suite = Suite::of(drawn);
        let told = suite.bench().observe(suite.bench().simulator().expect("a simulator")).expect("a run");
        let first = told.first().map(|told| format!("{:?}", told.event));
        assert_eq!(first, None, "{}", plan.standard.id);
    }
}
