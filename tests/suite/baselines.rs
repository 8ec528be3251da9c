//! Baseline, comparison and gate: red for what is new, and for nothing else.

use zwfw_conformance::verdict::Event;

use crate::support::{Ran, Stream, conform, copy, text};

fn gate(stream: &Stream, more: &[&str]) -> Ran {
    let events = stream.written("events.jsonl");
    conform(&[&["report", "gate", events.as_str()][..], more].concat())
}

#[test]
fn what_the_baseline_has_is_not_red_and_what_is_new_is() {
    let before = Stream::broken();
    let baseline = before.written("baseline.jsonl");
    let ran = gate(&Stream::broken(), &["--baseline", &baseline]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(ran.stdout.contains("Known from the baseline"), "{}", ran.stdout);
    assert!(ran.stdout.contains("new 0; mended 0; still there 1; no longer judged 0"), "{}", ran.stdout);
    let moved = |event: &mut serde_json::Value| event["finding"]["pointer"] = "/data/3/other_code".into();
    let ran = gate(&Stream::broken().failing_also(moved), &["--baseline", &baseline]);
    assert_eq!(ran.code, 1, "another field of the same requirement is new: {}", ran.said());
    assert!(ran.stdout.contains("new: gdzw-0017-2019/T9.1#type wrong-type at /data/*/other_code"), "{}", ran.stdout);
    let elsewhere = |event: &mut serde_json::Value| event["finding"]["pointer"] = "/data/7/address_code".into();
    let ran = gate(
        &Stream::broken().changed(|event| {
            if event["verdict"] == "fail" {
                elsewhere(event);
            }
        }),
        &["--baseline", &baseline],
    );
    assert_eq!(ran.code, 0, "another place in the list is the same finding: {}", ran.said());
}

#[test]
fn a_case_that_passed_before_is_new_when_it_fails_and_a_graver_verdict_is_new() {
    let healthy =
        |event: &serde_json::Value| event["case"] == "gdzw-0017-2019/getDist/walk" && event["verdict"] == "fail";
    let before = Stream::broken().changed(|event| {
        if healthy(event) {
            event["verdict"] = "pass".into();
            event.as_object_mut().expect("an event").remove("finding");
        }
    });
    let ran = gate(&Stream::broken(), &["--baseline", &before.written("baseline.jsonl")]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    let milder = Stream::broken().changed(|event| {
        if event["verdict"] == "fail" {
            event["verdict"] = "warning".into();
        }
    });
    let ran = gate(&Stream::broken(), &["--baseline", &milder.written("baseline.jsonl")]);
    assert_eq!(ran.code, 1, "{}", ran.said());
}

#[test]
fn a_run_says_what_it_has_mended() {
    let before = Stream::broken();
    let ran = conform(&["run", "--operation", "getDist", "--baseline", &before.written("baseline.jsonl")]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(
        ran.stdout.contains("mended: gdzw-0017-2019/T9.1#type wrong-type at /data/*/address_code"),
        "{}",
        ran.stdout
    );
}

#[test]
fn the_baseline_decides_unless_all_failures_are_to_count() {
    let (stream, before) = (Stream::broken(), Stream::broken());
    let baseline = before.written("baseline.jsonl");
    assert_eq!(gate(&stream, &["--baseline", &baseline, "--fail-on", "new"]).code, 0);
    assert_eq!(gate(&stream, &["--baseline", &baseline, "--fail-on", "fail"]).code, 1);
    let ran = gate(&stream, &["--fail-on", "new"]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stderr.contains("--baseline"), "{}", ran.stderr);
    let cut = Stream::broken().without(|event| event["type"] == "run-finished");
    assert_eq!(gate(&stream, &["--baseline", &cut.written("baseline.jsonl")]).code, 2, "an incomplete baseline");
}

#[test]
fn warnings_fail_only_when_asked() {
    let warned = || {
        Stream::broken().without(|event| event["verdict"] == "inconclusive").changed(|event| {
            if event["verdict"] == "fail" {
                event["verdict"] = "warning".into();
            }
        })
    };
    assert_eq!(gate(&warned(), &[]).code, 0);
    assert_eq!(gate(&warned(), &["--fail-on", "warning"]).code, 1);
}

#[test]
fn too_small_a_share_that_was_judged_is_undecided() {
    let stream = Stream::sound();
    assert_eq!(gate(&stream, &["--min-judged", "90"]).code, 0);
    let silent = || Stream::sound().without(|event| event["type"] == "verdict" && event["aspect"] == "type");
    assert_eq!(gate(&silent(), &[]).code, 0, "not seen in passing is no verdict");
    let ran = gate(&silent(), &["--min-judged", "90"]);
    assert_eq!(ran.code, 3, "{}", ran.said());
    assert!(ran.stdout.contains("too little was judged"), "{}", ran.stdout);
    assert_eq!(gate(&stream, &["--min-judged", "101"]).code, 2);
}

#[test]
fn a_comparison_tells_new_mended_still_lost_and_added() {
    let (sound, broken) = (Stream::sound(), Stream::broken());
    let (before, after) = (sound.written("before.jsonl"), broken.written("after.jsonl"));
    let ran = conform(&["report", "compare", &before, &after]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    assert!(ran.stdout.contains("Newly failing: 1"), "{}", ran.stdout);
    assert!(ran.stdout.contains("No longer judged: 3"), "{}", ran.stdout);
    let ran = conform(&["report", "compare", &after, &before]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(ran.stdout.contains("Mended: 1") && !ran.stdout.contains("Newly"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Now judged: 3"), "{}", ran.stdout);
    assert!(ran.stdout.contains("T9.2#behaviour  inconclusive -> pass"), "{}", ran.stdout);
    let ran = conform(&["report", "compare", &after, &after]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(ran.stdout.contains("Still failing: 1"), "{}", ran.stdout);
}

#[test]
fn what_could_not_be_told_before_and_passes_now_is_a_change() {
    let dark = Stream::sound().changed(|event| {
        if event["verdict"] == "pass" && event["requirement"] == "gdzw-0017-2019/T9.2" && event["aspect"] == "type" {
            event["verdict"] = "inconclusive".into();
        }
    });
    let silent = Stream::sound().without(|event| {
        event["verdict"] == "pass" && event["requirement"] == "gdzw-0017-2019/T9.2" && event["aspect"] == "type"
    });
    let (sound, was) = (Stream::sound(), [(dark, "inconclusive"), (silent, "not seen in passing, no verdict")]);
    let after = sound.written("after.jsonl");
    for (before, said) in was {
        let before = before.written("before.jsonl");
        for format in ["terminal", "markdown", "html"] {
            let ran = conform(&["report", "compare", &before, &after, "--format", format]);
            assert_eq!(ran.code, 0, "{}", ran.said());
            let text = ran.stdout.replace("&gt;", ">").replace("\\#", "#");
            assert!(text.contains("Now judged: 1") && text.contains("T9.2#type"), "{format}: {text}");
            assert!(text.contains(&format!("{said} -> pass")), "{format}: {text}");
            assert!(!text.contains("Nothing has changed"), "{format}: {text}");
        }
    }
    let ran = conform(&["report", "compare", &after, &after]);
    assert!(ran.stdout.contains("Nothing has changed"), "{}", ran.stdout);
}

#[test]
fn a_run_that_judged_all_that_is_asked_reaches_the_whole_share_unless_claims_left_something_out() {
    let ran = conform(&["run", "--min-judged", "100"]);
    assert_eq!(ran.code, 0, "what is asked of nobody does not count: {}", ran.said());
    let left_out = |standard: &str| {
        Stream::sound().changed(|event| {
            if event["type"] == "run-started" {
                event["target"]["claims"] = serde_json::json!([
                    {"standard": standard, "operations": ["getDist"], "not_claimed": [["addOrder", "not built"]]}
                ]);
            }
        })
    };
    let unclaimed = || {
        let mut entry = Stream::sound().events().iter().find(|event| event["type"] == "requirement").cloned();
        let entry = entry.as_mut().expect("an entry");
        entry["requirement"] = "gdzw-0017-2019/T1.1".into();
        entry["operation"] = "addOrder".into();
        entry["aspects"] =
            serde_json::json!([{"aspect": "type", "disposition": "not-applicable", "reason": "not claimed"}]);
        entry.clone()
    };
    let share = |stream: Stream| gate(&stream.with([unclaimed()]), &["--min-judged", "100"]);
    let ran = share(left_out("gdzw-0017-2019"));
    assert_eq!(ran.code, 3, "{}", ran.said());
    assert!(ran.stdout.contains("97.6% < 100%"), "{}", ran.stdout);
    let ran = share(left_out("another-1-2020"));
    assert_eq!(ran.code, 0, "the standard itself leaves it out: {}", ran.said());
}

#[test]
fn a_comparison_follows_requirements_into_a_later_edition() {
    let later = Stream::broken().changed(|event| {
        let text = event
            .to_string()
            .replace("gdzw-0017-2019/T9.", "gdzw-0017-2029/T19.")
            .replace("gdzw-0017-2019", "gdzw-0017-2029");
        *event = serde_json::from_str(&text).expect("JSON");
        if event["type"] == "requirement" {
            let id = event["requirement"].as_str().expect("an id").to_owned();
            if id.ends_with("/T19.4") {
                return;
            }
            event["was"] = [id.replace("2029/T19.", "2019/T9.").replace("2029", "2019")].as_slice().into();
        }
    });
    let first = Stream::broken();
    let (before, after) = (first.written("before.jsonl"), later.written("after.jsonl"));
    let ran = conform(&["report", "compare", &before, &after]);
    assert_eq!(ran.code, 0, "a known failure under another id is not new: {}", ran.said());
    assert!(ran.stdout.contains("Still failing: 1"), "{}", ran.stdout);
    assert!(ran.stdout.contains("New requirements: 1\n  gdzw-0017-2029/T19.4"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Requirements that are gone: 1\n  gdzw-0017-2019/T9.4"), "{}", ran.stdout);
    assert!(ran.stdout.contains("gdzw-0017-2029/T19.1  was gdzw-0017-2019/T9.1"), "{}", ran.stdout);
}

#[test]
fn a_row_tells_what_it_was_called_in_an_earlier_edition() {
    let folder = tempfile::tempdir().expect("a folder");
    let schemas = copy("schemas", folder.path());
    let table = schemas.join("gdzw-0017-2019/tables/T9.yaml");
    let rows = std::fs::read_to_string(&table).expect("a table");
    let renamed =
        rows.replacen("    name: address_code\n", "    name: address_code\n    was: [gdzw-0017-2009/T8.4]\n", 1);
    assert_ne!(rows, renamed);
    std::fs::write(&table, renamed).expect("written");
    let ran = conform(&["run", "--operation", "getDist", "--schemas", text(&schemas)]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let was = ran.recording().events.into_iter().find_map(|event| match event {
        Event::Requirement(entry) if entry.requirement.as_str() == "gdzw-0017-2019/T9.1" => Some(entry.was),
        _ => None,
    });
    let was: Vec<String> = was.expect("it is in the catalogue").iter().map(ToString::to_string).collect();
    assert_eq!(was, ["gdzw-0017-2009/T8.4"]);
}

#[test]
fn a_report_that_cannot_be_written_leaves_the_others_whole() {
    let out = tempfile::tempdir().expect("a folder");
    // The folder stands where the summary is put together.
    std::fs::create_dir(out.path().join("summary.md.part")).expect("made");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_zwfw-conform"))
        .args(["run", "--operation", "getDist", "--out", text(out.path())])
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("summary.md") && !said.contains("junit"), "{said}");
    let events = out.path().join("events.jsonl");
    assert_eq!(conform(&["report", "gate", text(&events)]).code, 0, "the recording is whole");
    for name in ["junit.xml", "report.sarif", "results.csv"] {
        assert!(out.path().join(name).metadata().is_ok_and(|file| file.len() > 500), "{name}");
    }
}

#[test]
fn a_recording_that_is_read_is_not_written_over() {
    let stream = Stream::broken();
    let (events, folder) = (stream.written("events.jsonl"), stream.path(""));
    let before = std::fs::read(&events).expect("events");
    // A baseline that follows every run would know tomorrow what is new today.
    for read in [&["run", "--operation", "getDist", "--baseline", &events][..], &["report", "merge", &events]] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_zwfw-conform"))
            .args(read)
            .args(["--out", text(&folder)])
            .output()
            .expect("the binary runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("would be written over"), "{said}");
    }
    assert_eq!(std::fs::read(&events).expect("events"), before);
}
