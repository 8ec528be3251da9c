//! Waivers: one finding is set aside, no other with it, and never as a pass.

use quick_junit::{NonSuccessKind, Report, TestCaseStatus};

use crate::support::{Ran, Reply, Simulated, Stream, Target, conform, text};

const WAIVED: &str = "gdzw-0017-2019/T9.1";

/// A waiver file with one entry for the finding of the recorded stream; `lines` replace those of the same key.
fn waiver(stream: &Stream, lines: &[&str]) -> String {
    let mut entry = vec![
        format!("requirement: {WAIVED}"),
        "aspect: type".to_owned(),
        "finding: { code: wrong-type, field: /data/*/address_code }".to_owned(),
        "reason: the register is migrated in spring".to_owned(),
        "owner: Example Ltd".to_owned(),
        "expires: \"2099-12-31\"".to_owned(),
    ];
    for line in lines {
        let key = line.split(':').next().expect("a key");
        entry.retain(|other| other.split(':').next() != Some(key));
        entry.push((*line).to_owned());
    }
    let path = stream.path("waivers.yaml");
    std::fs::write(&path, format!("waivers:\n  - {}\n", entry.join("\n    "))).expect("written");
    text(&path).to_owned()
}

fn gate(stream: &Stream, more: &[&str]) -> Ran {
    let events = stream.written("events.jsonl");
    conform(&[&["report", "gate", events.as_str()][..], more].concat())
}

/// The stream without what depends on its failure.
fn broken() -> Stream {
    Stream::broken().without(|event| event["verdict"] == "inconclusive")
}

#[test]
fn a_waived_failure_is_shown_apart_and_is_no_pass() {
    let stream = broken();
    assert_eq!(gate(&stream, &[]).code, 1);
    let ran = gate(&stream, &["--waivers", &waiver(&stream, &[])]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let shown = ran.stdout.split("Waived (never a pass): 1").nth(1).unwrap_or_else(|| panic!("{}", ran.said()));
    assert!(shown.contains("T9.1#type") && shown.contains("until 2099-12-31 (Example Ltd): the register"), "{shown}");
    assert!(!ran.stdout.contains("Failures"), "{}", ran.stdout);
    let row = ran.stdout.lines().find(|line| line.contains("Query the region directory")).expect("totals");
    assert!(row.trim_end().ends_with(" 1"), "one unit is waived: {row}");
}

#[test]
fn junit_shows_what_is_waived_as_skipped_with_who_answers_for_it() {
    let stream = broken();
    let (events, waivers, output) = (stream.written("events.jsonl"), waiver(&stream, &[]), stream.path("junit.xml"));
    for format in ["junit", "junit-per-case"] {
        let ran = conform(&[
            "report",
            "render",
            &events,
            "--format",
            format,
            "--waivers",
            &waivers,
            "--output",
            text(&output),
        ]);
        assert_eq!(ran.code, 0, "{}", ran.said());
        let document = std::fs::read_to_string(&output).expect("a document");
        let report = Report::deserialize_from_str(&document).expect("JUnit");
        assert_eq!((report.failures, report.errors), (0, 0), "{format}");
        let skipped = document.matches("until 2099-12-31 (Example Ltd)").count();
        assert!(skipped > 0 && document.contains("\"waived\""), "{document}");
        let case = report.test_suites.iter().flat_map(|suite| &suite.test_cases);
        let case = case.filter(|case| case.name.as_str().contains("T9.1#type")).map(|case| &case.status);
        for status in case {
            let failed = matches!(status, TestCaseStatus::NonSuccess { kind: NonSuccessKind::Failure, .. });
            assert!(!failed && !matches!(status, TestCaseStatus::Success { .. }), "{status:?}");
        }
    }
}

#[test]
fn waiving_one_field_hides_neither_another_field_nor_another_fault_of_it() {
    let fields: [(&str, &str); 3] =
        [("/finding/pointer", "/data/0/other_code"), ("/finding/code", "null"), ("/aspect", "format")];
    for (place, value) in fields {
        let stream = broken().failing_also(|event| *event.pointer_mut(place).expect("a member") = value.into());
        let ran = gate(&stream, &["--waivers", &waiver(&stream, &[])]);
        assert_eq!(ran.code, 1, "{place}: {}", ran.said());
        assert!(ran.stdout.contains("Failures, by cause: 1") && ran.stdout.contains("Waived"), "{}", ran.stdout);
    }
}

#[test]
fn two_faults_of_one_row_in_one_answer_are_two_findings() {
    let simulated = Simulated::new();
    let simulator = simulated.simulator.clone();
    let target = Target::start(move |_, request| {
        let answer = simulator.handle(request);
        let mut body: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
        let Some(items) = body["data"].as_array_mut().filter(|items| items.len() > 1) else { return answer.into() };
        items[0].as_object_mut().expect("a region").remove("address_name");
        items[1]["address_name"] = serde_json::Value::Null;
        Reply::ok("application/json; charset=UTF-8", body.to_string())
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = simulated.target_file(folder.path(), &target.url());
    let case = ["--case", "gdzw-0017-2019/getDist/accepted"];
    let ran = conform(&[&["run", "--target", &file][..], &case].concat());
    let events = ran.out.path().join("events.jsonl");
    let both = conform(&[
        "waive",
        text(&events),
        "--requirement",
        "T9.2#presence",
        "--reason",
        "r",
        "--owner",
        "o",
        "--expires",
        "2099-01-01",
    ]);
    assert_eq!(both.code, 2, "{}", both.said());
    assert!(both.stderr.contains("missing at /data/*/address_name"), "{}", both.stderr);
    assert!(both.stderr.contains("null at /data/*/address_name"), "{}", both.stderr);
    let waivers = ran.out.path().join("waivers.yaml");
    let one =
        ["--code", "missing", "--reason", "r", "--owner", "o", "--expires", "2099-01-01", "--into", text(&waivers)];
    let waived = conform(&[&["waive", text(&events), "--requirement", "T9.2#presence"][..], &one].concat());
    assert_eq!(waived.code, 0, "{}", waived.said());
    let ran = conform(&["report", "gate", text(&events), "--waivers", text(&waivers)]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    assert!(ran.stdout.contains("Waived (never a pass): 1"), "{}", ran.stdout);
}

#[test]
fn an_expired_an_unused_and_a_mismatching_waiver_are_red_with_their_line() {
    let (stream, sound) = (broken(), Stream::sound());
    let red: [(&Stream, &str, &str); 4] = [
        (&stream, "expires: \"2020-01-01\"", "this waiver ended on 2020-01-01 and its finding is still there"),
        (&sound, "reason: mended since", "nothing is wrong here any more: this waiver is unused"),
        (&stream, "finding: { code: \"null\", field: /data/*/address_code }", "no longer matches"),
        (&stream, "case: \"*/no-such-case\"", "unused"),
    ];
    for (stream, line, said) in red {
        let ran = gate(stream, &["--waivers", &waiver(stream, &[line])]);
        assert_eq!(ran.code, 2, "{line}: {}", ran.said());
        assert!(ran.stdout.contains("Waivers to mend: 1") && ran.stdout.contains(said), "{line}: {}", ran.stdout);
        assert!(ran.stdout.contains("waivers.yaml:2:"), "{line}: {}", ran.stdout);
    }
}

/// Renders a stream under waivers and other terms.
fn rendered(stream: &Stream, format: &str, terms: &[&str]) -> String {
    let (events, output) = (stream.written("events.jsonl"), stream.path("rendered"));
    let ran =
        conform(&[&["report", "render", &events, "--format", format, "--output", text(&output)][..], terms].concat());
    assert_eq!(ran.code, 0, "{}", ran.said());
    std::fs::read_to_string(output).expect("a document")
}

#[test]
fn what_makes_the_run_red_is_red_in_junit_as_well() {
    let (sound, stream) = (Stream::sound(), broken());
    let count = |stream: &Stream, terms: &[&str]| {
        let document = rendered(stream, "junit", terms);
        let report = Report::deserialize_from_str(&document).expect("JUnit");
        (report.failures, report.errors, document)
    };
    let clean = count(&sound, &[]);
    assert_eq!((clean.0, clean.1), (0, 0), "{}", clean.2);
    let unused = waiver(&sound, &[]);
    let red = count(&sound, &["--waivers", &unused]);
    assert_eq!((red.0, red.1), (0, 1), "{}", red.2);
    assert!(red.2.contains("waivers.yaml:2:") && red.2.contains("is unused"), "{}", red.2);
    let silent = Stream::sound().without(|event| event["type"] == "verdict" && event["aspect"] == "type");
    let red = count(&silent, &["--min-judged", "90"]);
    assert!(red.1 > 0 && red.2.contains("\"min-judged\"") && red.2.contains("&lt; 90%"), "{}", red.2);
    let warned = stream.changed(|event| {
        if event["verdict"] == "fail" {
            event["verdict"] = "warning".into();
        }
    });
    assert_eq!(count(&warned, &[]).0, 0, "a warning is green");
    assert!(count(&warned, &["--fail-on", "warning"]).0 > 0, "unless it fails the run");
}

#[test]
fn sarif_points_at_the_line_of_a_waiver_to_mend() {
    let sound = Stream::sound();
    let unused = waiver(&sound, &[]);
    let log: serde_json::Value =
        serde_json::from_str(&rendered(&sound, "sarif", &["--waivers", &unused])).expect("JSON");
    let place = "/runs/0/invocations/0/toolExecutionNotifications/0/locations/0/physicalLocation";
    let place = log.pointer(place).unwrap_or_else(|| panic!("{log:#}"));
    assert_eq!(place["region"]["startLine"], 2);
    assert!(place["artifactLocation"]["uri"].as_str().is_some_and(|uri| uri.ends_with("waivers.yaml")), "{place}");
}

#[test]
fn a_waiver_holds_for_its_versions_of_the_target_only() {
    let stream = broken().changed(|event| {
        if let Some(version) = event.pointer_mut("/target/version") {
            *version = "2.10.1".into();
        }
    });
    let holds = |versions: &str| {
        gate(&stream, &["--waivers", &waiver(&stream, &[&format!("target_versions: {versions}")])]).code
    };
    assert_eq!(holds("{ from: \"2.9\", before: \"3\" }"), 0);
    assert_eq!(holds("{ from: \"2.10.2\" }"), 1, "not yet: the finding counts, the waiver is not red");
    assert_eq!(holds("{ before: \"2.10\" }"), 1);
    let unversioned = broken().changed(|event| {
        if let Some(version) = event.pointer_mut("/target/version") {
            *version = "".into();
        }
    });
    let waivers = waiver(&unversioned, &["target_versions: { from: \"1\" }"]);
    let ran = gate(&unversioned, &["--waivers", &waivers]);
    assert_eq!(ran.code, 2, "{}", ran.said());
}

#[test]
fn what_a_selection_left_out_makes_no_waiver_unused() {
    let sound = Stream::sound().changed(|event| {
        if let Some(whole) = event.pointer_mut("/scope/whole") {
            *whole = false.into();
        }
    });
    assert_eq!(gate(&sound, &["--waivers", &waiver(&sound, &[])]).code, 0);
}

#[test]
fn waive_writes_an_entry_that_holds_and_adds_to_a_file_that_is_there() {
    let stream = broken();
    let (events, path) = (stream.written("events.jsonl"), stream.path("own.yaml"));
    std::fs::write(&path, format!("# of the team\nwaivers:\n- requirement: {WAIVED}\n  aspect: code\n  finding: {{ code: missing }}\n  reason: r\n  owner: o\n  expires: \"2099-01-01\"\n")).expect("written");
    let wanted =
        ["--reason", "a \"reason\": with marks", "--owner", "o", "--expires", "2099-01-01", "--into", text(&path)];
    let ran = conform(&[&["waive", &events, "--requirement", "T9.1"][..], &wanted].concat());
    assert_eq!(ran.code, 0, "{}", ran.said());
    let written = std::fs::read_to_string(&path).expect("text");
    assert!(written.starts_with("# of the team\n") && written.matches("\n- requirement:").count() == 2, "{written}");
    let ran = gate(&stream, &["--waivers", text(&path)]);
    assert!(ran.stdout.contains("a \"reason\": with marks"), "{}", ran.said());
    let ran = conform(&[&["waive", &events, "--requirement", "T9.4"][..], &wanted].concat());
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stderr.contains("gdzw-0017-2019/T9.1#type wrong-type at /data/*/address_code"), "{}", ran.stderr);
}

#[test]
fn a_wrong_waiver_file_is_refused_with_its_line_before_the_first_request() {
    let wrong = [
        ("requirement: gdzw-0017-2019/T9.1#type", "goes into `aspect`"),
        ("requirement: gdzw-0017-2019/T9.99", "no requirement"),
        ("aspect: typ", "type"),
        ("finding: { code: wrong-typ, field: /data }", "did you mean `wrong-type`?"),
        ("reason: \"\"", "expected a text"),
        ("expires: \"31.12.2026\"", "expected YYYY-MM-DD"),
        ("expires: \"2026-02-30\"", "expected YYYY-MM-DD"),
        ("ovner: me", "did you mean `owner`?"),
    ];
    let stream = Stream::sound();
    for (line, said) in wrong {
        let ran = conform(&["run", "--operation", "getDist", "--waivers", &waiver(&stream, &[line])]);
        assert_eq!(ran.code, 2, "{line}: {}", ran.said());
        assert!(ran.stderr.contains(said) && ran.stderr.contains("waivers.yaml:"), "{line}: {}", ran.stderr);
        assert!(!ran.out.path().join("events.jsonl").exists(), "{line}: something was run");
    }
}
