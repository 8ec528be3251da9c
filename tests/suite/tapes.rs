//! Recordings: judged again without the target they give the same verdicts, and what masking hides never passes.

use std::collections::BTreeSet;
use std::path::Path;

use zwfw_conformance::report::read;
use zwfw_conformance::verdict::{Event, FindingCode, Verdict, VerdictEvent};

use crate::support::{Ran, Reply, Simulated, Target, conform, text};

fn verdicts(events: &Path) -> Vec<VerdictEvent> {
    let recording = read(events).expect("a recording");
    assert!(recording.complete);
    let of = |event: Event| match event {
        Event::Verdict(verdict) => Some(*verdict),
        _ => None,
    };
    recording.events.into_iter().filter_map(of).collect()
}

fn line(verdict: &VerdictEvent) -> String {
    let code = verdict.finding.as_ref().map(|finding| format!("{} {}", finding.code, finding.actual));
    format!("{} {}#{} {} {code:?}", verdict.case, verdict.requirement, verdict.aspect, verdict.verdict)
}

fn judge(file: &Path, more: &[&str]) -> (Ran, tempfile::TempDir) {
    let out = tempfile::tempdir().expect("a folder");
    let ran = conform(&[&["judge", "recording", text(file), "--out", text(out.path())][..], more].concat());
    (ran, out)
}

/// A run against a simulator that gives codes of regions as numbers, recorded.
fn recorded(more: &[&str]) -> Ran {
    let simulated = Simulated::new();
    let simulator = simulated.simulator.clone();
    let target = Target::start(move |_, request| {
        let answer = simulator.handle(request);
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let broken = text.replacen("\"address_code\":\"", "\"address_code\":1,\"old\":\"", 1);
        Reply::ok("application/json; charset=UTF-8", broken)
    });
    let folder = tempfile::tempdir().expect("a folder");
    let ran = conform(&[&["run", "--target", &simulated.target_file(folder.path(), &target.url())][..], more].concat());
    assert_eq!(ran.code, 1, "{}", ran.said());
    ran
}

/// Holds the verdicts of a masked recording against those of the live run: the masked ones are returned.
fn judged_alike(live: &Path, again: &Path) -> (Vec<VerdictEvent>, usize) {
    let [before, after] = [live, again].map(|folder| verdicts(&folder.join("events.jsonl")));
    let hidden = |verdict: &VerdictEvent| {
        let finding = verdict.finding.as_ref();
        finding.is_some_and(|finding| finding.code == FindingCode::Masked || finding.root.code == FindingCode::Masked)
    };
    let same: BTreeSet<String> = before.iter().map(line).collect();
    let unit = |verdict: &VerdictEvent| format!("{}#{}", verdict.requirement, verdict.aspect);
    let units: BTreeSet<String> = before.iter().map(unit).collect();
    let all = after.len();
    let unknown: BTreeSet<String> = after.iter().map(unit).filter(|unit| !units.contains(unit)).collect();
    assert_eq!(unknown, BTreeSet::new(), "units that the live run does not have");
    let (masked, told): (Vec<_>, Vec<_>) = after.into_iter().partition(hidden);
    let other: Vec<String> = told.iter().map(line).filter(|line| !same.contains(line)).collect();
    assert_eq!(other, [""; 0], "judged otherwise than live");
    assert!(masked.iter().all(|verdict| verdict.verdict == Verdict::Inconclusive));
    (masked, all)
}

#[test]
fn a_masked_recording_names_nobody_whom_the_target_file_knows() {
    let simulated = Simulated::licences();
    let simulator = simulated.simulator.clone();
    let target = Target::start(move |_, request| simulator.handle(request).into());
    let folder = tempfile::tempdir().expect("a folder");
    let live = conform(&["run", "--target", &simulated.target_file(folder.path(), &target.url()), "--record"]);
    assert_eq!(live.code, 0, "{}", live.said());
    let file = live.out.path().join("exchanges.jsonl");
    let kept = std::fs::read_to_string(&file).expect("a recording");
    let first = kept.lines().next().expect("a line");
    let known: serde_json::Value = serde_json::from_str(&simulated.simulator.known().to_string()).expect("JSON");
    let licences = known["licences"].as_array().expect("licences");
    assert!(first.contains(licences[0]["id"].as_str().expect("an id")), "what is nobody's stays");
    let members = licences.iter().flat_map(|licence| ["holder", "holder_code"].map(|name| licence[name].as_str()));
    for person in members.map(|person| person.expect("a text")) {
        assert!(!first.contains(person), "{person} is in the first line");
    }
    let (again, out) = judge(&file, &[]);
    assert_ne!(again.code, 2, "{}", again.said());
    judged_alike(live.out.path(), out.path());
}

#[test]
fn a_masked_recording_gives_the_same_verdicts_but_for_what_is_masked() {
    let live = recorded(&["--record"]);
    let file = live.out.path().join("exchanges.jsonl");
    let (again, out) = judge(&file, &[]);
    assert_eq!(again.code, 1, "{}", again.said());
    let (masked, all) = judged_alike(live.out.path(), out.path());
    let told_of_a_person = |verdict: &VerdictEvent| {
        verdict.requirement.as_str() == "gdzw-0017-2019/T16.10" && verdict.aspect.as_str() == "length"
    };
    assert!(masked.iter().any(told_of_a_person), "the length of a masked value was judged");
    assert!(!masked.is_empty() && masked.len() * 4 < all, "{} of {all} are hidden", masked.len());
    assert!(again.stdout.contains("masked in the recording, not judged: "), "{}", again.stdout);
}

#[test]
fn a_masked_recording_holds_no_credential() {
    let live = recorded(&["--record", "--operation", "getDist"]);
    let kept = std::fs::read_to_string(live.out.path().join("exchanges.jsonl")).expect("a recording");
    let simulated = Simulated::new();
    for (name, value) in simulated.simulator.credentials() {
        assert!(!kept.contains(&value), "{name} is in the recording");
    }
    assert!(kept.contains("$CUST_TOKEN"), "a placeholder stands for it");
}

#[test]
fn a_sealed_recording_is_whole_for_its_recipient_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let [own, other] = ["own.key", "other.key"].map(|name| folder.path().join(name));
    let recipient = conform(&["judge", "key", text(&own)]).stdout.trim().to_owned();
    assert_eq!(conform(&["judge", "key", text(&other)]).code, 0);
    assert_eq!(conform(&["judge", "key", text(&own)]).code, 2, "a key is never written over");
    let live = recorded(&["--record", "sealed", "--recipient", &recipient]);
    let file = live.out.path().join("exchanges.sealed");
    let sealed = std::fs::read_to_string(&file).expect("a recording");
    assert!(!sealed.contains("address_code") && sealed.lines().count() > 100);
    let (ran, _) = judge(&file, &[]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stderr.contains("--identity"), "{}", ran.stderr);
    let (ran, _) = judge(&file, &["--identity", text(&other)]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    let (ran, out) = judge(&file, &["--identity", text(&own)]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    let (before, after) = (verdicts(&live.out.path().join("events.jsonl")), verdicts(&out.path().join("events.jsonl")));
    let lines = |verdicts: &[VerdictEvent]| verdicts.iter().map(line).collect::<BTreeSet<_>>();
    let (before, after) = (lines(&before), lines(&after));
    assert_eq!(after.difference(&before).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(before.difference(&after).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_recording_that_was_cut_or_changed_is_refused() {
    let live = recorded(&["--record", "--operation", "getDist"]);
    let file = live.out.path().join("exchanges.jsonl");
    let kept = std::fs::read_to_string(&file).expect("a recording");
    let lines: Vec<&str> = kept.lines().collect();
    let cut = live.out.path().join("cut.jsonl");
    std::fs::write(&cut, lines[..lines.len() - 1].join("\n")).expect("written");
    let (ran, _) = judge(&cut, &[]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert_ne!(judge(&cut, &["--allow-incomplete"]).0.code, 2);
    let mut short = lines.clone();
    short.remove(3);
    std::fs::write(&cut, short.join("\n")).expect("written");
    let (ran, _) = judge(&cut, &[]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stderr.contains("were recorded"), "{}", ran.stderr);
}

#[test]
fn the_reports_of_the_live_run_are_not_written_over() {
    let live = recorded(&["--record", "--operation", "getDist"]);
    let (file, events) = (live.out.path().join("exchanges.jsonl"), live.out.path().join("events.jsonl"));
    let before = std::fs::read(&events).expect("events");
    let ran = conform(&["judge", "recording", text(&file), "--out", text(live.out.path())]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stderr.contains("--out") && ran.stderr.contains("written over"), "{}", ran.stderr);
    assert_eq!(std::fs::read(&events).expect("events"), before);
}

#[test]
fn only_what_failed_is_run_again() {
    let live = recorded(&["--operation", "getDist"]);
    let events = live.out.path().join("events.jsonl");
    let failed: BTreeSet<String> = verdicts(&events)
        .into_iter()
        .filter(|verdict| verdict.verdict == Verdict::Fail && !verdict.case.contains("/fixtures/"))
        .map(|verdict| verdict.case)
        .collect();
    let again = conform(&["run", "--rerun-failed", text(&events)]);
    assert_eq!(again.code, 0, "the embedded simulator has mended it: {}", again.said());
    let ran: BTreeSet<String> =
        verdicts(&again.out.path().join("events.jsonl")).into_iter().map(|verdict| verdict.case).collect();
    let lost: Vec<&String> = failed.iter().filter(|case| !ran.contains(*case)).collect();
    assert!(lost.is_empty(), "not run again: {lost:?}");
    let all: BTreeSet<String> = verdicts(&events).into_iter().map(|verdict| verdict.case).collect();
    assert!(ran.len() < all.len(), "{} of {} cases were run again", ran.len(), all.len());
    let sound = again.out.path().join("events.jsonl");
    let nothing = conform(&["run", "--rerun-failed", text(&sound)]);
    assert_eq!(nothing.code, 0, "{}", nothing.said());
    assert!(nothing.stdout.contains("nothing failed"), "{}", nothing.stdout);
}
