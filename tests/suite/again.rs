//! What is run again of an earlier run: whatever kept it from conforming, so that nothing red becomes green by being left out.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Value, json};
use zwfw_conformance::report::read;
use zwfw_conformance::verdict::Event;

use crate::support::{LOGISTICS, Ran, Stream, conform, text};

const ACCESS: &str = "gbt-zwfw-access";

/// A run of all that the embedded simulators serve.
fn everything() -> &'static Ran {
    static RAN: OnceLock<Ran> = OnceLock::new();
    RAN.get_or_init(|| conform(&["run"]))
}

fn again(stream: &Stream) -> Ran {
    conform(&["run", "--rerun-failed", &stream.written("earlier.jsonl")])
}

/// The cases that gave a verdict.
fn cases(events: &Path) -> BTreeSet<String> {
    let case = |event: Event| match event {
        Event::Verdict(verdict) => Some(verdict.case),
        _ => None,
    };
    read(events).expect("a recording").events.into_iter().filter_map(case).collect()
}

/// Makes an event say this of its unit, as far as it is one about it.
fn saying(event: &mut Value, case: &str, verdict: &str) {
    if event["case"] != case || event["type"] != "verdict" {
        return;
    }
    let root =
        json!({"operation": "", "requirement": event["requirement"], "aspect": event["aspect"], "code": "not-reached"});
    event["verdict"] = verdict.into();
    event["finding"] = json!({
        "code": "not-reached", "expected": "an observation", "actual": "nothing", "pointer": "", "root": root
    });
}

#[test]
fn what_failed_in_the_calls_of_other_standards_is_run_again_with_all_their_calls() {
    let ran = everything();
    assert_eq!(ran.code, 0, "{}", ran.said());
    let events = ran.out.path().join("events.jsonl");
    let seen = format!("{ACCESS}/seen-in/{LOGISTICS}");
    let red = Stream::of(&events).changed(|event| saying(event, &seen, "fail"));
    let ran = again(&red);
    assert_eq!(ran.code, 0, "the simulators do nothing wrong: {}", ran.said());
    let (before, after) = (cases(&events), cases(&ran.out.path().join("events.jsonl")));
    for standard in [ACCESS, LOGISTICS] {
        let of = |cases: &BTreeSet<String>| -> BTreeSet<String> {
            cases.iter().filter(|case| case.starts_with(&format!("{standard}/"))).cloned().collect()
        };
        assert!(!of(&before).is_empty());
        assert_eq!(of(&before).difference(&of(&after)).collect::<Vec<_>>(), Vec::<&String>::new(), "{standard}");
    }
}

#[test]
fn what_could_not_be_told_is_run_again() {
    let case = format!("{LOGISTICS}/getDist/accepted");
    let dark = Stream::sound().changed(|event| saying(event, &case, "inconclusive"));
    let ran = again(&dark);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let ran = cases(&ran.out.path().join("events.jsonl"));
    assert!(ran.contains(&case) && ran.len() < cases(dark.written("earlier.jsonl").as_ref()).len(), "{ran:?}");
}

#[test]
fn what_was_not_reached_runs_every_case_of_its_operation_again() {
    let all = cases(Stream::sound().written("earlier.jsonl").as_ref());
    let first = Stream::sound().events().iter().find(|event| event["operation"] == "getDist").cloned();
    let mut verdict =
        Stream::sound().events().iter().find(|event| event["verdict"] == "pass").cloned().expect("a pass");
    assert!(first.is_some() && verdict["operation"] == "getDist", "{verdict}");
    let case = format!("{LOGISTICS}/unreached");
    verdict["case"] = case.as_str().into();
    saying(&mut verdict, &case, "inconclusive");
    let ran = again(&Stream::sound().with([verdict]));
    assert_eq!(ran.code, 0, "{}", ran.said());
    let ran = cases(&ran.out.path().join("events.jsonl"));
    let own = all.iter().filter(|case| case.contains("/getDist/"));
    assert_eq!(own.filter(|case| !ran.contains(*case)).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_run_that_stopped_is_not_taken_for_one_in_which_nothing_failed() {
    let stopped = Stream::sound().changed(|event| {
        if event["type"] == "run-finished" {
            event["stopped"] = "interrupted".into();
        }
    });
    let ran = again(&stopped);
    assert_eq!(ran.code, 3, "{}", ran.said());
    assert!(ran.stderr.contains("run everything again"), "{}", ran.stderr);
    let ran = again(&Stream::sound());
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(ran.stdout.contains("nothing failed"), "{}", ran.stdout);
}

#[test]
fn warnings_are_run_again_where_they_count() {
    let case = format!("{LOGISTICS}/getDist/accepted");
    let warned = Stream::sound().changed(|event| saying(event, &case, "warning"));
    let earlier = warned.written("earlier.jsonl");
    let ran = conform(&["run", "--rerun-failed", &earlier, "--fail-on", "warning"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(cases(&ran.out.path().join("events.jsonl")).contains(&case));
    assert!(again(&warned).stdout.contains("nothing failed"));
}

#[test]
fn recordings_that_were_cut_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = Stream::broken();
    let kept = std::fs::read_to_string(whole.written("whole.jsonl")).expect("a stream");
    let lines: Vec<&str> = kept.lines().collect();
    let cut = [
        String::new(),
        lines[0].to_owned() + "\n",
        lines[..lines.len() - 1].join("\n"),
        kept[..kept.len() / 2].to_owned(),
    ];
    for (index, piece) in cut.iter().enumerate() {
        let path = folder.path().join(format!("cut-{index}.jsonl"));
        std::fs::write(&path, piece).expect("written");
        let ran = conform(&["run", "--rerun-failed", text(&path)]);
        assert_eq!(ran.code, 2, "{index}: {}", ran.said());
        assert!(ran.stderr.contains("run-finished"), "{index}: {}", ran.stderr);
    }
}

#[test]
fn cases_that_no_plan_has_are_told_and_not_dropped() {
    let renamed = Stream::broken().changed(|event| {
        if event["verdict"] == "fail" {
            event["case"] = format!("{LOGISTICS}/getDist/of-another-version").into();
        }
    });
    let ran = again(&renamed);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stderr.contains("getDist/of-another-version"), "{}", ran.stderr);
}
