use serde_json::json;

use super::unit::FINDINGS_PER_UNIT;
use super::*;
use crate::id::Aspect;
use crate::verdict::finding::Finding;
use crate::verdict::sample::{deviation, exchange, finding, id, pass, requirement, started, verdict};
use Aspect::{Length, Presence, Type};

fn fold(events: impl IntoIterator<Item = Event>) -> Fold {
    let mut fold = Fold::new();
    fold.event(&started());
    events.into_iter().for_each(|event| fold.event(&event));
    fold
}

fn totals(events: impl IntoIterator<Item = Event>) -> StandardTotals {
    fold(events).totals().standards.remove("demo-1-2020").expect("totals of the standard")
}

fn fail(local: &str, aspect: Aspect, case: &str) -> Event {
    deviation("query", local, aspect, case, (Verdict::Fail, FindingCode::WrongType))
}

#[test]
fn the_worst_verdict_of_a_unit_wins_in_any_order() {
    let scale = [Verdict::Pass, Verdict::Warning, Verdict::Inconclusive, Verdict::Fail, Verdict::Error];
    for a in scale {
        for b in scale {
            let totals = totals([a, b].map(|kind| deviation("query", "T1.1", Type, "c", (kind, FindingCode::Missing))));
            assert_eq!(totals.verdicts, BTreeMap::from([(a.max(b), 1)]), "{a} and {b}");
        }
    }
}

#[test]
fn not_applicable_is_neutral() {
    let neutral = || deviation("query", "T1.1", Type, "n", (Verdict::NotApplicable, FindingCode::NotReached));
    assert_eq!(totals([neutral(), pass("query", "T1.1", Type, "c")]).count(Verdict::Pass), 1);
    let alone = totals([neutral()]);
    assert_eq!((alone.planned, alone.reached, alone.judged), (1, 0, 0));
    assert_eq!(alone.count(Verdict::NotApplicable), 1);
}

#[test]
fn planned_reached_and_judged_count_units_not_verdicts() {
    let both = [(Type, JUDGED, ""), (Length, JUDGED, "")];
    let totals = totals([
        requirement("query", "T1.1", &both),
        requirement("query", "T1.2", &both),
        pass("query", "T1.1", Type, "a"),
        pass("query", "T1.1", Type, "b"),
        fail("T1.1", Length, "a"),
        deviation("query", "T1.2", Type, "a", (Verdict::Inconclusive, FindingCode::NotReached)),
    ]);
    assert_eq!((totals.planned, totals.reached, totals.judged), (4, 2, 2));
    assert_eq!(totals.verdicts, BTreeMap::from([(Verdict::Pass, 1), (Verdict::Fail, 1), (Verdict::Inconclusive, 1)]));
}

#[test]
fn an_inconclusive_verdict_reaches_its_unit_only_when_something_was_seen() {
    let seen = finding("query", "T1.1", Type, FindingCode::GatewayAnswer, json!("<html>"));
    let event = |finding| verdict("query", "T1.1", Type, "c", Verdict::Inconclusive, Some(finding));
    assert_eq!(totals([event(seen.clone())]).reached, 1);
    for code in [FindingCode::NotReached, FindingCode::NeedsData, FindingCode::Prerequisite, FindingCode::Stopped] {
        let unseen = Finding { code, ..seen.clone() };
        assert_eq!(totals([event(unseen)]).reached, 0, "{code}");
    }
    assert_eq!(totals([event(Finding { actual: serde_json::Value::Null, ..seen })]).reached, 0);
}

#[test]
fn a_planned_unit_without_verdict_is_neither_passed_nor_reached() {
    let totals = totals([requirement("query", "T1.1", &[(Type, JUDGED, "")])]);
    assert_eq!((totals.planned, totals.reached, totals.judged), (1, 0, 0));
    assert!(totals.verdicts.is_empty());
}

#[test]
fn what_is_not_judged_counts_under_its_disposition() {
    let totals = totals([
        requirement("query", "T1.1", &[(Type, "caller-only", "the caller sends it"), (Length, "reading", "A60")]),
        requirement("query", "T1.2", &[(Type, "caller-only", "")]),
        deviation("query", "T1.1", Type, "c", (Verdict::Inconclusive, FindingCode::NeedsData)),
    ]);
    assert_eq!(totals.planned, 0);
    assert!(totals.verdicts.is_empty());
    assert_eq!(totals.dispositions, BTreeMap::from([("caller-only".to_owned(), 2), ("reading".to_owned(), 1)]));
}

#[test]
fn a_failure_is_never_hidden_behind_a_disposition() {
    let fold = fold([requirement("query", "T1.1", &[(Type, "needs-data", "")]), fail("T1.1", Type, "c")]);
    assert_eq!(fold.totals().count(Verdict::Fail), 1);
    assert_eq!(fold.groups().len(), 1);
}

#[test]
fn a_standard_that_nothing_was_said_about_appears_with_zeros() {
    assert_eq!(totals([]), StandardTotals::default());
}

#[test]
fn a_requirement_of_the_whole_standard_is_one_unit_wherever_it_is_seen() {
    let totals = totals([
        requirement("", "5.1", &[(Aspect::Behaviour, JUDGED, "")]),
        pass("query", "5.1", Aspect::Behaviour, "a"),
        pass("create", "5.1", Aspect::Behaviour, "b"),
    ]);
    assert_eq!((totals.planned, totals.judged), (1, 1));
}

#[test]
fn verdicts_of_equal_root_and_severity_fold_into_one_group() {
    let derived = finding("query", "T1.1", Type, FindingCode::WrongType, json!(1));
    let fold = fold([
        fail("T1.2", Length, "z"),
        fail("T1.1", Type, "a"),
        verdict("query", "T1.3", Presence, "b", Verdict::Fail, Some(derived.clone())),
        verdict("query", "T1.1", Type, "c", Verdict::Warning, Some(derived)),
        deviation("query", "T1.4", Type, "d", (Verdict::Error, FindingCode::Internal)),
        pass("query", "T1.5", Type, "e"),
    ]);
    let groups: Vec<_> = fold
        .groups()
        .into_iter()
        .map(|group| (group.verdict, group.root.requirement.local().to_owned(), group.count, group.first.case.clone()))
        .collect();
    let expected = [
        (Verdict::Error, "T1.4", 1, "d"),
        (Verdict::Fail, "T1.1", 2, "a"),
        (Verdict::Fail, "T1.2", 1, "z"),
        (Verdict::Warning, "T1.1", 1, "c"),
    ]
    .map(|(verdict, local, count, case)| (verdict, local.to_owned(), count, case.to_owned()));
    assert_eq!(groups, expected);
    assert_eq!(fold.totals().standards["demo-1-2020"].failing_roots, 2);
}

#[test]
fn one_fault_that_shows_in_several_ways_is_one_cause_and_reasons_of_what_is_unclear_stay_apart() {
    let told = |case: &str, verdict, code| deviation("query", "T1.1", Type, case, (verdict, code));
    let fold = fold([
        told("a", Verdict::Fail, FindingCode::NullAccepted),
        told("b", Verdict::Fail, FindingCode::EmptyAccepted),
        told("c", Verdict::Fail, FindingCode::NullAccepted),
        told("d", Verdict::Inconclusive, FindingCode::NeedsData),
        told("e", Verdict::Inconclusive, FindingCode::Timeout),
    ]);
    let groups: Vec<_> = fold
        .groups()
        .into_iter()
        .map(|group| (group.verdict, group.root.code, group.also.clone(), group.count))
        .collect();
    let expected = [
        (Verdict::Fail, FindingCode::NullAccepted, vec![FindingCode::EmptyAccepted], 3),
        (Verdict::Inconclusive, FindingCode::NeedsData, Vec::new(), 1),
        (Verdict::Inconclusive, FindingCode::Timeout, Vec::new(), 1),
    ];
    assert_eq!(groups, expected);
    assert_eq!(fold.totals().standards["demo-1-2020"].failing_roots, 1);
}

#[test]
fn a_failure_without_finding_still_counts_as_a_cause() {
    let fold = fold([verdict("query", "T1.1", Type, "c", Verdict::Fail, None)]);
    assert_eq!(fold.totals().standards["demo-1-2020"].failing_roots, 1);
}

#[test]
fn operations_have_their_own_totals_in_catalogue_order() {
    let fold = fold([
        requirement("query", "T2.1", &[(Type, JUDGED, "")]),
        requirement("create", "T1.1", &[(Type, JUDGED, "")]),
        pass("create", "T1.1", Type, "a"),
        fail("T2.1", Type, "b"),
    ]);
    let operations: Vec<_> = fold
        .operations()
        .into_iter()
        .map(|entry| (entry.operation, entry.totals.planned, entry.totals.judged, entry.totals.failing_roots))
        .collect();
    assert_eq!(operations, [("query".to_owned(), 1, 1, 1), ("create".to_owned(), 1, 1, 0)]);
}

#[test]
fn time_of_a_case_counts_once_however_many_verdicts_it_gives() {
    let fold =
        fold([pass("query", "T1.1", Type, "a"), pass("query", "T1.1", Type, "a"), pass("query", "T1.1", Type, "b")]);
    assert_eq!(fold.units()[0].cases().len(), 2);
    assert!((fold.units()[0].millis() - 25.0).abs() < 1e-9);
}

#[test]
fn a_case_that_comes_round_again_is_the_same_case() {
    let said = |case| deviation("query", "T1.1", Type, case, (Verdict::Fail, FindingCode::WrongType));
    let [seen, later] = [pass("query", "T1.2", Type, "z"), pass("query", "T1.2", Type, "a")];
    // As in the parts of a run, joined: `z` was named before `a`, and comes after it here.
    let fold = fold([seen, later, said("a"), pass("query", "T1.1", Type, "z"), pass("query", "T1.1", Type, "a")]);
    let unit = fold.units().iter().find(|unit| unit.key.requirement.local() == "T1.1").expect("the unit");
    let cases: Vec<(&str, Verdict)> = unit.cases().into_iter().map(|(id, case)| (id, case.verdict)).collect();
    assert_eq!(cases, [("a", Verdict::Fail), ("z", Verdict::Pass)]);
}

#[test]
fn totals_alone_are_the_same_totals() {
    let not_reached = deviation("query", "T1.3", Type, "c", (Verdict::Inconclusive, FindingCode::NotReached));
    let events = [
        started(),
        requirement("query", "T1.1", &[(Type, JUDGED, "")]),
        pass("query", "T1.1", Type, "a"),
        fail("T1.1", Type, "b"),
        fail("T1.2", Presence, "b"),
        not_reached,
        exchange("query", "a"),
    ];
    let (mut whole, mut counting) = (Fold::new(), Fold::counting());
    events.iter().for_each(|event| {
        whole.event(event);
        counting.event(event);
    });
    assert_eq!(counting.totals(), whole.totals());
    assert!(counting.catalogue().is_empty() && counting.units().iter().all(|unit| unit.cases().is_empty()));
}

#[test]
fn findings_of_a_unit_are_bounded_and_the_gravest_stay() {
    let mut events: Vec<Event> = (0..100)
        .map(|n| deviation("query", "T1.1", Type, &format!("w{n}"), (Verdict::Warning, FindingCode::TooLong)))
        .collect();
    events.push(fail("T1.1", Type, "grave"));
    let fold = fold(events);
    let unit = &fold.units()[0];
    assert_eq!((unit.findings.len(), unit.deviations), (FINDINGS_PER_UNIT, 101));
    assert_eq!(unit.decisive().map(|finding| finding.case.as_str()).collect::<Vec<_>>(), ["grave"]);
}

#[test]
fn totals_carry_cases_and_exchanges() {
    let fold = fold([exchange("query", "a"), exchange("query", "b")]);
    assert_eq!((fold.totals().cases, fold.totals().exchanges), (12, 2));
    assert!(fold.entry(&id("T1.1")).is_none());
}
