//! A recording renders to the report of the live run, and an incomplete one is refused.

use std::path::Path;

use quick_junit::Report;

use crate::support::{Ran, Stream, conform};

fn render(recording: &Path, format: &str, more: &[&str]) -> (Ran, Option<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("rendered");
    let [recording, path] = [recording, &output].map(|path| path.to_str().expect("UTF-8"));
    let ran = conform(&[&["report", "render", recording, "--format", format, "--output", path][..], more].concat());
    let text = std::fs::read_to_string(&output).ok();
    (ran, text)
}

#[test]
fn every_format_renders_from_the_recording_as_it_came_from_the_run() {
    for (mode, format) in [("per-requirement", "junit"), ("per-case", "junit-per-case")] {
        let live = conform(&["run", "--operation", "getDist", "--junit", mode]);
        let events = live.out.path().join("events.jsonl");
        let (ran, rendered) = render(&events, format, &[]);
        assert_eq!(ran.code, 0, "{}", ran.said());
        assert_eq!(rendered.as_deref(), Some(live.junit().as_str()), "{format}");
        let events = events.to_str().expect("UTF-8");
        let terminal = conform(&["report", "render", events, "--format", "terminal"]);
        assert_eq!(terminal.stdout, live.stdout, "terminal");
    }
}

#[test]
fn every_document_of_a_run_of_all_standards_renders_to_the_same_bytes() {
    let live = conform(&["run"]);
    assert_eq!(live.code, 0, "{}", live.said());
    let folder = live.out.path();
    let documents =
        [("report.html", "html"), ("summary.md", "markdown"), ("report.sarif", "sarif"), ("results.csv", "csv")];
    for (name, format) in documents {
        let (ran, rendered) = render(&folder.join("events.jsonl"), format, &[]);
        assert_eq!(ran.code, 0, "{}", ran.said());
        let written = std::fs::read_to_string(folder.join(name)).expect("a document");
        let rendered = rendered.expect("a document");
        let first = written.lines().zip(rendered.lines()).find(|(live, rendered)| live != rendered);
        assert!(written == rendered, "{name}: {first:?}");
    }
}

#[test]
fn lines_that_were_taken_out_are_told_by_the_close() {
    let taken = |of: fn(&serde_json::Value) -> bool| {
        let stream = Stream::broken().without(of);
        let path = stream.written_as_it_is("events.jsonl");
        (stream, path)
    };
    let red: [(fn(&serde_json::Value) -> bool, &str); 3] = [
        (|event| event["verdict"] == "fail", "failing_roots 1 in the close, 0 by the lines"),
        (
            |event| event["requirement"] == "gdzw-0017-2019/T9.2" && event["aspect"] == "type",
            "judged 37 in the close, 36 by the lines",
        ),
        (|event| event["type"] == "exchange", "exchanges 47 in the close, 0 by the lines"),
    ];
    for (of, told) in red {
        let (_stream, path) = taken(of);
        for command in [&["report", "gate", path.as_str()][..], &["run", "--rerun-failed", &path]] {
            let ran = conform(command);
            assert_eq!(ran.code, 2, "{command:?}: {}", ran.said());
            assert!(ran.stderr.contains(told) && ran.stderr.contains("events.jsonl:"), "{}", ran.stderr);
        }
    }
    let whole = Stream::broken();
    let ran = conform(&["report", "gate", &whole.written_as_it_is("events.jsonl")]);
    assert_eq!(ran.code, 1, "{}", ran.said());
}

#[test]
fn a_recording_without_its_close_is_refused_unless_asked_for() {
    let live = conform(&["run", "--operation", "getDist"]);
    let events = live.out.path().join("events.jsonl");
    let text = std::fs::read_to_string(&events).expect("a recording");
    let whole: Vec<&str> = text.lines().collect();
    std::fs::write(&events, whole[..whole.len() - 1].join("\n") + "\n").expect("written");
    let (ran, rendered) = render(&events, "junit", &[]);
    assert_eq!((ran.code, rendered), (2, None), "{}", ran.stderr);
    assert!(ran.stderr.contains("run-finished") && ran.stderr.contains("--allow-incomplete"), "{}", ran.stderr);
    let (ran, rendered) = render(&events, "junit", &["--allow-incomplete"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let report = Report::deserialize_from_str(&rendered.expect("a document")).expect("JUnit");
    assert!(report.errors > 0, "a run that was cut short must not look green");
}

#[test]
fn what_is_no_recording_is_refused_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("events.jsonl");
    std::fs::write(&path, "{\"type\":\"verdict\"}\n").expect("written");
    let (ran, rendered) = render(&path, "junit", &[]);
    assert_eq!((ran.code, rendered), (2, None));
    assert!(ran.stderr.contains("events.jsonl:1:"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_never_replaced_and_the_recording_never_overwritten() {
    use std::os::unix::fs::FileTypeExt;
    let events = crate::support::checkout("reports/golden/events.jsonl");
    let (ran, _) = render(&events, "junit", &[]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let events = events.to_str().expect("UTF-8");
    let folder = tempfile::tempdir().expect("a folder");
    // A pipe with a name stands for every device: who may, must not take /dev/stdout away from everybody else.
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    for format in ["junit", "markdown", "html"] {
        let (from, reader) = (pipe.clone(), std::thread::spawn);
        let read = reader(move || std::fs::read(from).expect("read"));
        let output = pipe.to_str().expect("UTF-8");
        let ran = conform(&["report", "render", events, "--format", format, "--output", output]);
        assert_eq!(ran.code, 0, "{format}: {}", ran.said());
        assert!(std::fs::symlink_metadata(&pipe).expect("there").file_type().is_fifo(), "{format}");
        assert!(read.join().expect("read").len() > 500, "{format}");
    }
    let own = folder.path().join("own.jsonl");
    std::fs::copy(events, &own).expect("copied");
    let own = own.to_str().expect("UTF-8");
    let ran = conform(&["report", "render", own, "--format", "junit", "--output", own]);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stderr.contains("is the recording itself"), "{}", ran.stderr);
    assert!(std::fs::read_to_string(own).is_ok_and(|text| text.contains("run-finished")), "it is untouched");
}
