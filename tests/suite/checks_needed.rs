//! Every check is needed: without it something broken goes unseen, or something planned goes unjudged.

use std::collections::BTreeSet;

use zwfw_conformance::check::{CALLED, EXCHANGE, Registry, Unit, units_of};
use zwfw_conformance::id::Aspect::{self, Behaviour, Format, Length, Presence};
use zwfw_conformance::plan::{Case, Selection, StandardPlan};
use zwfw_conformance::simulator::{Mutant, mutants};
use zwfw_conformance::standard::Standard;
use zwfw_conformance::verdict::Verdict;

use crate::support::{LICENCES, LOGISTICS, embedded, judge, licences, plan, plan_of, standard};

/// A plan of one case, with what it needs to run.
fn alone(case: &str) -> StandardPlan {
    let (standard, case) = match case.split_once('/') {
        Some((LICENCES, case)) => (LICENCES, case),
        _ => (LOGISTICS, case),
    };
    let operation = case.split('/').next().unwrap_or_default();
    let cases = [case, &format!("{operation}/accepted")].map(|case| format!("{standard}/{case}"));
    let standards = vec![standard.to_owned()];
    plan_of(embedded(), &Selection { standards, cases: cases.to_vec(), drafts: true, ..Selection::default() })
}

fn mutant(id: &str) -> Mutant {
    let id = format!("{LOGISTICS}/{id}");
    mutants(standard()).into_iter().find(|mutant| mutant.id == id).unwrap_or_else(|| panic!("no mutant {id}"))
}

/// Verdicts about a unit with and without a check.
fn both_ways(check: &str, plan: &StandardPlan, mutant: Option<&Mutant>, unit: &Unit) -> [Option<Verdict>; 2] {
    [Registry::default(), Registry::default().without(check)]
        .map(|registry| judge(plan, mutant.cloned(), &registry).worst(&unit.local, unit.aspect))
}

fn unit(local: &str, aspect: Aspect) -> Unit {
    Unit { local: local.to_owned(), aspect }
}

#[test]
fn a_mutant_goes_unseen_without_the_check_that_kills_it() {
    let killers = [
        ("rows", "T9.1#presence/field-dropped", ("T9.1", Presence), "getDist/accepted"),
        ("message", "T8.2#behaviour/message-empty", ("T8.2", Behaviour), "getDist/T7.1.missing"),
        ("refused", "T7.3#presence/absence-accepted", ("T7.3", Presence), "getDist/T7.3.missing"),
        ("excludes", "T10.7#behaviour/filter-ignored", ("T10.7", Behaviour), "queryOrder/filter-send-type"),
        ("only", "T10.4#behaviour/filter-ignored", ("T10.4", Behaviour), "addOrder/added-order.item-id"),
        ("total", "T12.3#behaviour/total-loose", ("T12.3", Behaviour), "queryOrder/T10.10.present"),
        ("tolerated", "T10.5#presence/absence-refused", ("T10.5", Presence), "queryOrder/accepted"),
        ("every", "T9.1#format/prefix-wrong", ("T9.1", Format), "getDist/walk"),
    ];
    for (check, id, (local, aspect), case) in killers {
        let [with, without] = both_ways(check, &alone(case), Some(&mutant(id)), &unit(local, aspect));
        assert!(matches!(with, Some(Verdict::Fail | Verdict::Warning)), "{check}: {id} is {with:?} with it");
        let seen = matches!(without, Some(Verdict::Fail | Verdict::Warning));
        assert!(!seen, "{check}: {id} is {without:?} without it");
    }
}

#[test]
fn an_altered_value_is_only_bad_input_accepted_without_the_check_of_it() {
    let length = unit("T2.9", Length);
    let altering = mutant("T2.9#length/too-long-accepted");
    let said = both_ways("unaltered", &alone("addOrder/T2.9.too-long"), Some(&altering), &length);
    assert_eq!(said, [Some(Verdict::Fail), Some(Verdict::Warning)]);
}

#[test]
fn a_unit_goes_unjudged_without_a_check_of_every_exchange() {
    let judges = [
        ("envelope", ("7.2.5", Format), "getDist/accepted"),
        ("envelope", ("7.2.5", Behaviour), "getDist/accepted"),
        ("rows", ("T9.2", Aspect::Type), "getDist/accepted"),
        ("message", ("T8.2", Behaviour), "getDist/T7.1.missing"),
        ("echo", ("T12.1", Behaviour), "queryOrder/accepted"),
        ("total", ("T12.3", Behaviour), "queryOrder/T10.10.present"),
        ("unique", ("T6.1", Behaviour), "addOrder/T2.4.code-2"),
        ("count", ("D.2.data.total", Behaviour), "c-0124-2018/Retrieval/accepted"),
    ];
    let named: BTreeSet<&str> = judges.iter().map(|(check, ..)| *check).collect();
    assert_eq!(named, EXCHANGE.iter().map(|check| check.name).collect());
    for (check, (local, aspect), case) in judges {
        let [with, without] = both_ways(check, &alone(case), None, &unit(local, aspect));
        assert_eq!(with, Some(Verdict::Pass), "{check}: {local}#{aspect} with it");
        assert!(is_unjudged(without), "{check}: {local}#{aspect} is {without:?} without it");
    }
}

#[test]
fn a_unit_goes_unjudged_without_a_check_that_cases_call() {
    // `unaltered` judges beside `refused`, and `tolerated` when a base request is refused: they have tests above. `gone` is
    // called by cases alone that wait for minutes, `kept` by a fixture, `ordered` where nothing is judged unless a reading is
    // turned.
    let beside_others = ["tolerated", "gone", "unaltered", "kept", "ordered", "apart", "steady"];
    let needed = |check: &str| is_needed(check, plan()) || is_needed(check, licences());
    let idle: Vec<&str> = CALLED.iter().map(|check| check.name).filter(|check| !needed(check)).collect();
    assert_eq!(idle, beside_others, "checks without which no unit of the first cases that call them is lost");
}

/// Whether one of the first cases that call the check judges a unit by it alone.
fn is_needed(check: &str, plan: &StandardPlan) -> bool {
    let cases = plan.cases.iter().filter(|case| !case.slow);
    let candidates = cases.filter_map(|case| Some((case, by_this_alone(&plan.standard, case, check)?)));
    candidates.take(4).any(|(case, unit)| {
        let name = case.id.strip_prefix(&format!("{LOGISTICS}/")).unwrap_or(&case.id);
        let [with, without] = both_ways(check, &alone(name), None, &unit);
        matches!(with, Some(Verdict::Pass | Verdict::NotApplicable)) && is_unjudged(without)
    })
}

/// A unit that one call of the case judges, and no call of another check.
fn by_this_alone(standard: &Standard, case: &Case, check: &str) -> Option<Unit> {
    let of = |wanted: bool| -> BTreeSet<Unit> {
        let calls = case.steps.iter().flat_map(|step| step.checks.iter().map(move |call| (step, call)));
        let calls = calls.filter(|(_, call)| (call.check == check) == wanted);
        calls.flat_map(|(step, call)| units_of(standard, case, &step.operation, call)).collect()
    };
    of(true).difference(&of(false)).next().cloned()
}

fn is_unjudged(verdict: Option<Verdict>) -> bool {
    matches!(verdict, None | Some(Verdict::Inconclusive))
}
