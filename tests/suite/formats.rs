//! Every format is rendered from a recording and is what the golden file says; nothing in it is obeyed by its reader.
//!
//! `GOLDEN=write cargo test --test suite formats` takes changes over: read the difference.

use std::path::Path;

use serde_json::Value;

use crate::support::{Stream, checkout, conform, text};

/// Name of the golden file, and how it is made.
const FORMATS: [(&str, &[&str]); 10] = [
    ("junit.xml", &["--format", "junit"]),
    ("terminal.txt", &["--format", "terminal"]),
    ("summary.md", &["--format", "markdown"]),
    ("summary.zh-CN.md", &["--format", "markdown", "--lang", "zh"]),
    ("report.html", &["--format", "html", "--lang", "zh"]),
    ("report.sarif", &["--format", "sarif"]),
    ("results.csv", &["--format", "csv"]),
    ("results.gb18030.csv", &["--format", "csv", "--encoding", "gb18030", "--lang", "zh"]),
    ("verdicts.csv", &["--format", "csv-per-case"]),
    ("waived.md", &["--format", "markdown", "--waivers", "reports/golden/waivers.yaml"]),
];

const COMPARISONS: [(&str, &str); 3] =
    [("compare.txt", "terminal"), ("compare.md", "markdown"), ("compare.html", "html")];

fn holds(name: &str, made: &Path) {
    let golden = checkout("reports/golden").join(name);
    let made = std::fs::read(made).expect("made");
    if std::env::var("GOLDEN").is_ok_and(|mode| mode == "write") {
        std::fs::write(&golden, &made).expect("written");
    }
    let wanted = std::fs::read(&golden).unwrap_or_else(|error| panic!("{name}: {error}"));
    let first = made.split(|byte| *byte == b'\n').zip(wanted.split(|byte| *byte == b'\n')).find(|(a, b)| a != b);
    let shown = first.map(|(a, b)| format!("{}\n{}", String::from_utf8_lossy(a), String::from_utf8_lossy(b)));
    assert!(made == wanted, "{name} differs, GOLDEN=write takes it over: {shown:?}");
}

/// Runs in the root of the checkout, so that paths in reports are the same everywhere.
fn at_root(arguments: &[&str]) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_zwfw-conform"));
    command.current_dir(checkout("")).args(arguments).output().expect("the binary runs")
}

#[test]
fn every_format_is_as_its_golden_file() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, more) in FORMATS {
        let output = folder.path().join(name);
        let ran = at_root(
            &[&["report", "render", "reports/golden/events.jsonl", "--output", text(&output)][..], more].concat(),
        );
        assert!(ran.status.success(), "{name}: {}", String::from_utf8_lossy(&ran.stderr));
        holds(name, &output);
    }
    for (name, format) in COMPARISONS {
        let output = folder.path().join(name);
        let files = ["report", "compare", "reports/golden/sound.jsonl", "reports/golden/events.jsonl"];
        let ran = at_root(&[&files[..], &["--format", format, "--output", text(&output)]].concat());
        assert_eq!(ran.status.code(), Some(1), "{name}: {}", String::from_utf8_lossy(&ran.stderr));
        holds(name, &output);
    }
}

/// Renders a stream and gives the text.
fn rendered(stream: &Stream, more: &[&str]) -> Vec<u8> {
    let (events, output) = (stream.written("events.jsonl"), stream.path("rendered"));
    let ran = conform(&[&["report", "render", &events, "--output", text(&output)][..], more].concat());
    assert_eq!(ran.code, 0, "{}", ran.said());
    std::fs::read(output).expect("rendered")
}

#[test]
fn an_incomplete_stream_is_refused_or_says_so() {
    let marks = [
        ("html", "close is missing"),
        ("markdown", "close is missing"),
        ("sarif", "\"executionSuccessful\": false"),
        ("csv", "close is missing"),
    ];
    for (format, mark) in marks {
        let cut = Stream::sound().without(|event| event["type"] == "run-finished");
        let output = cut.path("refused");
        let ran =
            conform(&["report", "render", &cut.written("cut.jsonl"), "--format", format, "--output", text(&output)]);
        assert_eq!((ran.code, output.exists()), (2, false), "{format}: {}", ran.said());
        let text = String::from_utf8(rendered(&cut, &["--format", format, "--allow-incomplete"])).expect("UTF-8");
        assert!(text.contains(mark), "{format}: {text}");
        assert!(!text.contains("✅"), "{format}");
    }
}

/// A stream in which the target has answered something that no reader must obey.
fn hostile(value: &str) -> Stream {
    Stream::broken().changed(|event| {
        if event["verdict"] == "fail" {
            event["finding"]["actual"] = value.into();
            event["finding"]["hint"] = value.into();
        }
    })
}

#[test]
fn no_cell_of_a_table_is_a_formula_and_no_row_is_torn() {
    for value in ["=HYPERLINK(\"http://x\")", "+1+1", "-1", "@SUM(1)", "＝1+1", "a\r\n=1+1", "\u{feff}=1", "x\",\"=1"]
    {
        let stream = hostile(value);
        for format in ["csv", "csv-per-case"] {
            let bytes = rendered(&stream, &["--format", format]);
            assert!(bytes.starts_with(b"\xef\xbb\xbf"), "a byte order mark");
            let mut reader = csv::ReaderBuilder::new().from_reader(&bytes[3..]);
            let columns = reader.headers().expect("heads").len();
            let mut rows = 0;
            for row in reader.records() {
                let row = row.expect("a row");
                assert_eq!(row.len(), columns);
                let formula = |cell: &str| cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
                assert!(!row.iter().any(formula), "{value:?}: {row:?}");
                rows += 1;
            }
            assert!(rows >= 40, "{rows} rows");
        }
    }
}

#[test]
fn a_table_in_gb18030_holds_the_same_text() {
    let stream = Stream::broken();
    let utf8 = rendered(&stream, &["--format", "csv", "--lang", "zh"]);
    let gb = rendered(&stream, &["--format", "csv", "--lang", "zh", "--encoding", "gb18030"]);
    let (decoded, _, wrong) = encoding_rs::GB18030.decode(&gb);
    assert!(!wrong && decoded.contains("不符合"));
    assert_eq!(decoded.as_bytes(), &utf8[3..]);
}

#[test]
fn markdown_shows_what_a_target_sends_as_code_alone() {
    let value = "` <img src=x onerror=alert(1)> @everyone [a](http://x) ``` \n# head\n";
    let stream = hostile(value);
    let text = String::from_utf8(rendered(&stream, &["--format", "markdown"])).expect("UTF-8");
    let line = text.lines().find(|line| line.contains("onerror")).expect("it is shown");
    assert!(!text.lines().any(|line| line.trim_start().starts_with("# head")), "{text}");
    let span = line.split_once("````").expect("a fence longer than any inside").1;
    assert!(span.contains("@everyone") && span.trim_end().ends_with("````"), "{line}");
}

#[test]
fn sarif_has_what_its_schema_asks_for() {
    let before = Stream::sound();
    let baseline = before.written("baseline.jsonl");
    let log: Value =
        serde_json::from_slice(&rendered(&hostile("{0} [x](y)"), &["--format", "sarif", "--baseline", &baseline]))
            .expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert!(run["tool"]["driver"]["name"].is_string() && !rules.is_empty());
    assert!(run["invocations"][0]["executionSuccessful"].is_boolean());
    let results = run["results"].as_array().expect("results");
    assert!(results.len() > 3);
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        let (kind, level) = (result["kind"].as_str().expect("a kind"), result["level"].as_str().expect("a level"));
        assert!(["notApplicable", "pass", "fail", "review", "open", "informational"].contains(&kind));
        assert!(["none", "note", "warning", "error"].contains(&level));
        assert_eq!(level == "none", kind != "fail", "only a failure has a level");
        assert!(
            ["new", "unchanged", "updated", "absent"].contains(&result["baselineState"].as_str().expect("a state"))
        );
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a file");
        assert!(!uri.starts_with('/') && !uri.contains(' '));
        assert!(result["partialFingerprints"].as_object().is_some_and(|prints| !prints.is_empty()));
    }
    let failing = results.iter().find(|result| result["level"] == "error").expect("a failure");
    assert_eq!(failing["baselineState"], "new");
    assert!(failing["message"]["text"].as_str().is_some_and(|text| text.contains("{{0}} \\[x\\]")), "{failing}");
}

#[test]
fn a_waived_finding_is_suppressed_in_sarif() {
    let files = ["report", "render", "reports/golden/events.jsonl", "--format", "sarif"];
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("report.sarif");
    let more = ["--waivers", "reports/golden/waivers.yaml", "--output", text(&output)];
    assert!(at_root(&[&files[..], &more].concat()).status.success());
    let log: Value = serde_json::from_slice(&std::fs::read(output).expect("made")).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results").clone();
    let suppressed: Vec<&Value> =
        results.iter().filter(|result| result["suppressions"][0]["kind"] == "external").collect();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(
        (&suppressed[0]["level"], &suppressed[0]["suppressions"][0]["status"]),
        (&"error".into(), &"accepted".into())
    );
}

#[test]
fn a_page_that_compares_obeys_nothing_and_asks_for_nothing() {
    let (before, after) = (Stream::sound(), hostile("</code><script>alert(1)</script>"));
    let output = after.path("compare.html");
    let (before, events) = (before.written("before.jsonl"), after.written("after.jsonl"));
    let ran = conform(&["report", "compare", &before, &events, "--format", "html", "--output", text(&output)]);
    assert_eq!(ran.code, 1, "{}", ran.said());
    let page = std::fs::read_to_string(output).expect("a page");
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
    assert!(!page.contains("http://") && !page.contains("https://") && page.contains("default-src 'none'"), "{page}");
}
