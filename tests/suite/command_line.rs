//! `run` from outside: what it writes, what it selects, what it sends.

use std::collections::BTreeSet;
use std::process::Command;

use quick_junit::Report;
use zwfw_conformance::check::Coverage;
use zwfw_conformance::plan::{Selection, build, judging};
use zwfw_conformance::simulator::fitted;
use zwfw_conformance::standard::Source;
use zwfw_conformance::verdict::{Event, Verdict};

use crate::support::{Ran, Reply, Target, checkout, conform, embedded, plan, target_file};

/// A run of one operation that creates nothing, which is quick.
const QUICK: [&str; 3] = ["run", "--operation", "getDist"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    QUICK.iter().chain(more).copied().collect()
}

/// Cases that gave a verdict, without those that stand for the end of the run.
fn cases(ran: &Ran) -> BTreeSet<String> {
    let case = |event: Event| match event {
        Event::Verdict(verdict) if !verdict.case.ends_with("/unreached") => Some(verdict.case),
        _ => None,
    };
    ran.recording().events.into_iter().filter_map(case).filter(|case| !case.contains("/fixtures/")).collect()
}

#[test]
fn a_run_without_arguments_judges_the_embedded_simulator_and_is_conforming() {
    let ran = conform(&["run"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let totals = ran.finished().totals;
    let whole = build(&fitted(embedded()), &Source::embedded_cases(), &Selection::default(), 1).expect("a plan");
    let whole = whole.standards.iter().map(|plan| plan.cases.iter().filter(|case| !case.slow).count());
    assert_eq!(totals.cases, whole.sum::<usize>());
    assert_eq!(totals.count(Verdict::Fail) + totals.count(Verdict::Warning) + totals.count(Verdict::Inconclusive), 0);
    let report = Report::deserialize_from_str(&ran.junit()).expect("JUnit");
    assert!(report.tests > 400 && report.failures == 0 && report.errors == 0, "{report:?}");
    let names: Vec<String> =
        report.test_suites.iter().flat_map(|suite| &suite.test_cases).map(|case| case.name.to_string()).collect();
    for requirement in ["T2.4", "T9.1", "T13.21", "7.3.1"] {
        assert!(names.iter().any(|name| name.contains(requirement)), "{requirement} has no test case in JUnit");
    }
}

#[test]
fn the_recording_opens_lists_the_catalogue_judges_and_closes() {
    let recording = conform(&QUICK).recording();
    let kinds: Vec<&str> = recording
        .events
        .iter()
        .map(|event| match event {
            Event::RunStarted(_) => "started",
            Event::Requirement(_) => "requirement",
            Event::Exchange(_) | Event::Verdict(_) => "judging",
            Event::RunFinished(_) => "finished",
        })
        .collect();
    let mut parts = kinds.clone();
    parts.dedup();
    assert_eq!(parts, ["started", "requirement", "judging", "finished"]);
}

/// Holds a JUnit document against the schema that Jenkins publishes.
fn validate(ran: &Ran) {
    let document = ran.out.path().join("junit.xml");
    let mut xmllint = Command::new("xmllint");
    xmllint.arg("--noout").arg("--schema").arg(checkout("tests/report/junit-10.xsd")).arg(&document);
    let output = xmllint.output().expect("xmllint is missing: install the Debian package libxml2-utils");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn junit_documents_follow_the_published_schema() {
    let ran = conform(&QUICK);
    validate(&ran);
    let per_case = conform(&with(&["--junit", "per-case"]));
    validate(&per_case);
    let tests = |ran: &Ran| Report::deserialize_from_str(&ran.junit()).expect("JUnit").tests;
    assert!(tests(&per_case) > tests(&ran), "one test case a verdict is more than one a requirement");
    // A target that breaks things brings failures, errors and hostile characters into the document.
    let target = Target::start(|_, _| {
        Reply::ok("application/json", "{\"errcode\": 0, \"data\": [{\"level\": \"\u{1b}[31m]]>\"}]}")
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = target_file(folder.path(), &target.url(), &["credentials: { cust_token: \"0\" }"]);
    let broken = conform(&with(&["--target", &file]));
    assert_eq!(broken.code, 1, "{}", broken.said());
    validate(&broken);
}

#[test]
fn an_operation_is_selected_with_the_cases_that_exercise_it() {
    let ran = conform(&QUICK);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let cases = cases(&ran);
    assert!(cases.len() > 20 && cases.iter().all(|case| case.contains("/getDist/")), "{cases:?}");
}

#[test]
fn a_requirement_is_selected_with_the_twins_of_its_cases() {
    for id in ["gdzw-0017-2019/T7.3", "T7.3", "T7.3#presence"] {
        let cases = cases(&conform(&["run", "--requirement", id]));
        let own = cases.iter().filter(|case| case.contains("/getDist/T7.3.")).count();
        assert!(own > 3 && cases.contains("gdzw-0017-2019/getDist/accepted"), "{id}: {cases:?}");
        assert!(cases.len() <= own + 2, "{id} brings more than twins: {cases:?}");
    }
}

#[test]
fn a_row_of_an_answer_is_selected_with_the_exchanges_that_show_it() {
    let ran = conform(&["run", "--requirement", "gdzw-0017-2019/T13.10"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let judged = |aspect: &str| {
        ran.verdicts().iter().any(|line| line.contains(&format!("T13.10#{aspect} ")) && line.ends_with("pass"))
    };
    assert!(judged("presence") && judged("behaviour"), "{:?}", ran.verdicts());
    let cases = cases(&ran);
    assert!(cases.contains("gdzw-0017-2019/queryOrder/accepted"), "{cases:?}");
    assert!(cases.contains("gdzw-0017-2019/addOrder/added-order.item-id"), "{cases:?}");
    assert!(cases.len() < 40, "a few are enough: {cases:?}");
    let explained = conform(&["explain", "gdzw-0017-2019/T13.10"]).stdout;
    assert!(explained.contains("  case       gdzw-0017-2019/queryOrder/accepted "), "{explained}");
}

#[test]
fn every_requirement_that_a_run_judges_has_cases_to_select() {
    for part in &build(embedded(), &Source::embedded_cases(), &Selection::default(), 1).expect("a plan").standards {
        let coverage = Coverage::of(part, &|_| true).catalogue;
        let judged = coverage.iter().filter(|entry| {
            let probe = part.standard.clause(entry.requirement.local()).is_some_and(|clause| clause.probe.is_some());
            !probe && entry.aspects.iter().any(|aspect| aspect.disposition == "judged")
        });
        let without = judged.filter(|entry| judging(&part.standard, &part.cases, entry.requirement.local()).is_empty());
        let without: Vec<&str> = without.map(|entry| entry.requirement.as_str()).collect();
        assert!(without.is_empty(), "judged, and selected by nothing: {without:?}");
    }
}

#[test]
fn a_requirement_that_nothing_judges_is_told_with_its_reason() {
    let ran = conform(&["run", "--requirement", "gdzw-0017-2019/5.2"]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stderr.contains("5.2, it is not judged: needs-document, GDZW 0012-2019"), "{}", ran.stderr);
}

#[test]
fn a_requirement_of_several_standards_is_told_with_the_name_of_one() {
    let ran = conform(&["run", "--requirement", "T2.4", "--dry-run"]);
    let note = "note: T2.4 is a requirement of db51t-2942-2022, gdzw-0017-2019; for one alone: --requirement db51t-2942-2022/T2.4";
    assert!(ran.stderr.contains(note), "{}", ran.stderr);
    let ran = conform(&["run", "--requirement", "gdzw-0017-2019/T2.4", "--dry-run"]);
    assert!(!ran.stderr.contains("note:"), "{}", ran.stderr);
}

#[test]
fn cases_are_selected_by_a_pattern() {
    let cases =
        cases(&conform(&["run", "--case", "*/getDist/pro*", "--case", "gdzw-0017-2019/getDist/unknown-parent.cities"]));
    assert_eq!(
        cases.iter().map(String::as_str).collect::<Vec<_>>(),
        ["gdzw-0017-2019/getDist/provinces", "gdzw-0017-2019/getDist/unknown-parent.cities"]
    );
}

#[test]
fn a_selection_that_names_nothing_is_wrong_usage_with_a_suggestion() {
    let ran = conform(&["run", "--operation", "getDits"]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stderr.contains("did you mean `getDist`?"), "{}", ran.stderr);
    let ran = conform(&["run", "--case", "nothing/*"]);
    assert_eq!(ran.code, 2, "{}", ran.said());
}

#[test]
fn the_same_seed_gives_the_same_verdicts_in_the_same_order() {
    let [first, second] = [7, 7].map(|seed| conform(&with(&["--seed", &seed.to_string()])));
    assert!(first.verdicts().len() > 100);
    assert_eq!(first.verdicts(), second.verdicts());
    let Some(Event::RunStarted(started)) = first.recording().events.into_iter().next() else { panic!("no opening") };
    assert_eq!(started.seed, 7);
}

#[test]
fn a_dry_run_sends_nothing_and_counts_what_would_be_sent() {
    let target = Target::start(|_, _| Reply::ok("text/plain", ""));
    let folder = tempfile::tempdir().expect("a folder");
    let file = target_file(folder.path(), &target.url(), &["max_creates: 3", "requests_per_second: 10"]);
    let ran = conform(&["run", "--dry-run", "--target", &file]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert_eq!(target.requests(), 0);
    for said in [
        "cases  ",
        "exchanges at most",
        "max_creates allows 3",
        "inconclusive without credentials.",
        "10 requests a second",
    ] {
        assert!(ran.stdout.contains(said), "`{said}` is missing:\n{}", ran.stdout);
    }
    assert!(ran.stdout.contains(&plan().cases.len().to_string()), "{}", ran.stdout);
    assert!(!ran.out.path().join("events.jsonl").exists(), "a dry run leaves no report");
}

#[test]
fn quiet_prints_the_conclusion_alone() {
    let ran = conform(&with(&["--quiet", "--lang", "zh"]));
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(ran.stdout.contains("合格") && ran.stdout.lines().count() <= 2, "{}", ran.stdout);
}

#[test]
fn a_narrowed_run_of_a_conforming_target_is_conforming() {
    let selections = [
        ["--operation", "queryOrder"],
        ["--case", "*/getDist/walk"],
        ["--requirement", "T2.4"],
        ["--tag", "directory"],
    ];
    for selection in selections {
        let ran = conform(&[&["run"][..], &selection].concat());
        assert_eq!(ran.code, 0, "{selection:?}: {}", ran.said());
    }
}

#[test]
fn counts_that_make_no_sense_are_refused() {
    for (command, option, value) in
        [("run", "--jobs", "0"), ("run", "--jobs", "-1"), ("run", "--wait-for", "99999999"), ("prove", "--jobs", "0")]
    {
        let ran = conform(&[command, &format!("{option}={value}")]);
        assert_eq!(ran.code, 2, "{}", ran.said());
        assert!(ran.stderr.contains(option) && ran.stderr.contains(value), "{}", ran.stderr);
        assert!(ran.stderr.contains("is not in"), "the range is told: {}", ran.stderr);
        assert!(!ran.out.path().join("events.jsonl").exists(), "nothing was run");
    }
}

#[test]
fn every_test_case_of_junit_names_a_file() {
    for mode in ["per-requirement", "per-case"] {
        let junit = conform(&with(&["--junit", mode])).junit();
        let cases: Vec<&str> = junit.split("<testcase ").skip(1).map(|case| case.split('>').next().unwrap()).collect();
        assert!(cases.len() > 30, "{}", cases.len());
        let without: Vec<&&str> = cases.iter().filter(|case| !case.contains(" file=\"")).collect();
        assert!(without.is_empty(), "{} of {} name no file: {:?}", without.len(), cases.len(), &without[..1]);
    }
}

#[test]
fn a_name_that_is_unknown_is_refused_with_the_nearest() {
    for (arguments, says) in [
        (["run", "--requirement", "T2.99"], "no requirement `T2.99`: did you mean `T2."),
        (["run", "--requirement", "gdzw-0017-2019/T2.x4"], "did you mean `gdzw-0017-2019/T2.4`?"),
        (["run", "--requirement", "T2.4#typ"], "no aspect `typ`: did you mean `type`?"),
        (["prove", "--requirement", "T2.x4"], "no requirement `T2.x4`: did you mean `T2.4`?"),
        (["prove", "--mutant", "wrong-tpye"], "no mutant has `wrong-tpye` in its id: did you mean `wrong-type`?"),
        (["prove", "--mutant", "foo"], "no mutant has `foo` in its id; `list mutants` shows them"),
        (["prove", "--without-check", "rwos"], "no check `rwos`: did you mean `rows`?"),
        (["serve", "--mutant", "T6.1#presence/field-dropt"], "; `list mutants` shows them"),
        (
            ["serve", "--mutant", "gdzw-0017-2019/T6.1#presence/field-dropt"],
            "did you mean `gdzw-0017-2019/T6.1#presence/field-dropped`?",
        ),
    ] {
        let ran = conform(&arguments);
        assert!(ran.code == 2 && ran.stderr.contains(says), "{arguments:?}: {}", ran.said());
    }
    for (id, says) in
        [("T2.x4", "did you mean `T2.4`?"), ("gdzw-0017-2019/T2.x4", "did you mean `gdzw-0017-2019/T2.4`?")]
    {
        let ran = conform(&["explain", id]);
        assert!(ran.code == 2 && ran.stderr.contains(says), "{id}: {}", ran.said());
    }
}
