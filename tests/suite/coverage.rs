//! What the plan judges: no requirement without a check or a reason, no case that says nothing.

use std::collections::{BTreeMap, BTreeSet};

use zwfw_conformance::check::{Coverage, Unit, units_of};
use zwfw_conformance::plan::{Case, RULES, Selection, StandardPlan, build};
use zwfw_conformance::standard::Source;

use crate::support::{LOGISTICS, embedded, licences, plan, sound};

/// The operation whose generated cases are reviewed.
const REVIEWED: &str = "addOrder";
/// The same of the standard of licences.
const REVIEWED_LICENCES: &str = "Retrieval";

/// Reasons for not judging something.
const REASONS: [&str; 6] = ["reading", "caller-only", "needs-document", "restated", "not-applicable", "other-subject"];

#[test]
fn everything_is_judged_or_has_a_reason_from_the_closed_list() {
    let everything = Selection { drafts: true, ..Selection::default() };
    let whole = build(embedded(), &Source::embedded_cases(), &everything, 1).expect("a plan");
    assert!(whole.standards.iter().any(|part| part.standard.id == LOGISTICS));
    for part in &whole.standards {
        let coverage = Coverage::of(part, &|_| true);
        assert!(coverage.unjudged.is_empty(), "no check and no reason: {:?}", coverage.unjudged);
        for aspect in coverage.catalogue.iter().flat_map(|entry| &entry.aspects) {
            let known = aspect.disposition == "judged" || REASONS.contains(&aspect.disposition.as_str());
            assert!(known, "{aspect:?}");
            assert!(aspect.disposition == "judged" || !aspect.reason.is_empty(), "without a note: {aspect:?}");
        }
    }
}

#[test]
fn a_plan_without_its_cases_is_seen_to_judge_too_little() {
    let mut plan = plan().clone();
    plan.cases.retain(|case| case.rule.is_some());
    assert!(
        !Coverage::of(&plan, &|_| true).unjudged.is_empty(),
        "the hand-written cases are needed for no requirement"
    );
}

#[test]
fn ids_of_requirements_and_cases_are_unique() {
    let catalogue = Coverage::of(plan(), &|_| true).catalogue;
    let requirements: BTreeSet<_> = catalogue.iter().map(|entry| entry.requirement.as_str()).collect();
    assert_eq!(requirements.len(), catalogue.len());
    let cases: BTreeSet<_> = plan().cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(cases.len(), plan().cases.len());
}

/// The units that the calls of a case judge.
fn units(case: &Case) -> Vec<Unit> {
    let calls = case.steps.iter().flat_map(|step| step.checks.iter().map(move |call| (step, call)));
    calls.flat_map(|(step, call)| units_of(&plan().standard, case, &step.operation, call)).collect()
}

#[test]
fn every_case_calls_a_check_that_reaches_a_unit() {
    let idle: Vec<&str> =
        plan().cases.iter().filter(|case| units(case).is_empty()).map(|case| case.id.as_str()).collect();
    assert!(idle.is_empty(), "these cases judge nothing: {idle:?}");
}

#[test]
fn every_hand_written_case_says_something_about_a_unit_it_names() {
    let mut said: BTreeMap<&str, BTreeSet<Unit>> = BTreeMap::new();
    for verdict in &sound().verdicts {
        let unit = Unit { local: verdict.requirement.local().to_owned(), aspect: verdict.aspect };
        said.entry(&verdict.case).or_default().insert(unit);
    }
    let written: Vec<&Case> = plan().cases.iter().filter(|case| case.rule.is_none()).collect();
    assert!(written.len() >= 30, "only {} hand-written cases", written.len());
    let silent: Vec<&str> = written
        .iter()
        .filter(|case| {
            units(case).iter().all(|unit| !said.get(case.id.as_str()).is_some_and(|said| said.contains(unit)))
        })
        .map(|case| case.id.as_str())
        .collect();
    assert!(silent.is_empty(), "these cases said nothing about what they name: {silent:?}");
}

#[test]
fn every_rule_generates_the_cases_that_were_reviewed() {
    for rule in RULES {
        // A rule may be about what the first standard does not have.
        let of = |plan: &'static StandardPlan| plan.cases.iter().filter(|case| case.rule == Some(rule.name));
        let plans = [(plan(), REVIEWED), (licences(), REVIEWED_LICENCES)];
        let generating = plans.into_iter().find(|(plan, _)| of(plan).next().is_some());
        let (plan, operation) = generating.unwrap_or_else(|| panic!("rule {} generates nothing", rule.name));
        let reviewed = of(plan).filter(|case| case.operation == operation);
        let ids: Vec<&str> = reviewed.filter_map(|case| case.id.rsplit('/').next()).collect();
        insta::assert_snapshot!(format!("cases_of_{}", rule.name), ids.join("\n"));
    }
}
