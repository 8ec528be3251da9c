use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::id::Aspect::Type;
use crate::report::sample::{HOSTILE, any_text, stream};
use crate::verdict::sample::{deviation, finding, pass, verdict, whole};
use crate::verdict::{FindingCode, Stopped, Verdict};

fn render(events: &[Event], mode: JunitMode, language: Language) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("junit.xml");
    let mut junit = Junit::create(&path, mode, language).expect("made");
    events.iter().for_each(|event| junit.event(event).expect("taken"));
    junit.finish().expect("written");
    fs::read_to_string(path).expect("UTF-8")
}

/// Holds the document to the published schema. The tool is needed: without it nothing is proved.
fn assert_valid(document: &str) {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report/junit-10.xsd");
    let mut child = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint is needed: install the Debian package libxml2-utils");
    child.stdin.take().expect("piped").write_all(document.as_bytes()).expect("xmllint reads");
    let output = child.wait_with_output().expect("xmllint ends");
    assert!(output.status.success(), "{}\n{document}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_document_per_requirement() {
    let document = render(&stream(None), JunitMode::PerRequirement, Language::En);
    assert_valid(&document);
    insta::assert_snapshot!(document);
}

#[test]
fn a_document_per_case() {
    let document = render(&stream(None), JunitMode::PerCase, Language::Zh);
    assert_valid(&document);
    insta::assert_snapshot!(document);
}

#[test]
fn what_could_not_be_told_is_red_and_warnings_are_green() {
    let kinds = [
        (Verdict::Inconclusive, "<error type=\"inconclusive\""),
        (Verdict::Error, "<error type=\"wrong-type\""),
        (Verdict::Fail, "<failure type=\"wrong-type\""),
        (Verdict::Warning, "<system-out>warning: "),
        (Verdict::NotApplicable, "<skipped type=\"not-applicable\""),
    ];
    for mode in [JunitMode::PerRequirement, JunitMode::PerCase] {
        for (kind, element) in kinds {
            let event = deviation("query", "T1.1", Type, "a", (kind, FindingCode::WrongType));
            let document = render(&whole(vec![event], None), mode, Language::En);
            assert!(document.contains(element), "{kind}: {document}");
        }
    }
}

#[test]
fn a_verdict_without_finding_is_still_red() {
    let document = render(
        &whole(vec![verdict("q", "T1.1", Type, "a", Verdict::Fail, None)], None),
        JunitMode::PerRequirement,
        Language::En,
    );
    assert!(document.contains("<failure type=\"no-finding\""), "{document}");
    assert_valid(&document);
}

#[test]
fn a_run_that_did_not_end_as_it_should_is_red() {
    let mut cut = stream(None);
    cut.pop();
    for events in [cut, stream(Some(Stopped::Unreachable)), Vec::new()] {
        let document = render(&events, JunitMode::PerRequirement, Language::En);
        assert!(document.contains("<error type=\"incomplete\""), "{document}");
        assert_valid(&document);
    }
    let whole = render(&stream(None), JunitMode::PerRequirement, Language::En);
    assert!(!whole.contains("incomplete") && !whole.contains("\"-"), "{whole}");
}

#[test]
fn counts_of_the_root_are_those_of_the_test_cases() {
    for mode in [JunitMode::PerRequirement, JunitMode::PerCase] {
        let document = render(&stream(Some(Stopped::Interrupted)), mode, Language::En);
        let count = |needle: &str| document.matches(needle).count();
        let head = format!(
            "tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"7.250\"",
            count("<testcase"),
            count("<failure"),
            count("<error")
        );
        assert!(document.contains(&head), "{head}\n{document}");
    }
}

#[test]
fn another_reader_finds_the_same_test_cases() {
    let events = stream(None);
    let document = render(&events, JunitMode::PerRequirement, Language::En);
    let report = quick_junit::Report::deserialize_from_str(&document).expect("readable");
    assert_eq!((report.tests, report.failures), (13, 2));
    assert_eq!(report.test_suites.len(), 3);
}

#[test]
fn equal_names_are_told_apart() {
    let twice = vec![pass("query", "T1.1", Type, "a"), pass("query", "T1.1", Type, "a")];
    let document = render(&whole(twice, None), JunitMode::PerCase, Language::En);
    assert!(document.contains("name=\"a T1.1#type\"") && document.contains("name=\"a T1.1#type (2)\""), "{document}");
}

#[test]
fn an_old_report_is_gone_before_the_run_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out/junit.xml");
    fs::create_dir_all(folder.path().join("out")).expect("made");
    fs::write(&path, "old").expect("written");
    let _junit = Junit::create(&path, JunitMode::default(), Language::En).expect("made");
    assert!(!path.exists());
}

/// A stream in which every text that can come from elsewhere is one of `texts`.
fn hostile(texts: &[String]) -> Vec<Event> {
    let events = texts.iter().enumerate().map(|(number, text)| {
        let mut bad = finding(text, &format!("T1.{number}"), Type, FindingCode::WrongType, json!({ text: [text] }));
        bad.expected.clone_from(text);
        bad.pointer.clone_from(text);
        bad.step.clone_from(text);
        bad.clause.clone_from(text);
        bad.reading = Some(text.clone());
        bad.hint = Some(text.clone());
        bad.curl = Some(text.clone());
        let kinds = [Verdict::Fail, Verdict::Warning, Verdict::Inconclusive, Verdict::Error, Verdict::NotApplicable];
        let mut event = verdict(text, &format!("T1.{number}"), Type, text, kinds[number % 5], Some(bad));
        if let Event::Verdict(event) = &mut event {
            event.file.clone_from(text);
            event.millis = f64::NAN;
        }
        event
    });
    let mut stream = whole(events.collect(), None);
    if let (Event::RunStarted(started), Some(text)) = (&mut stream[0], texts.first()) {
        started.target.name.clone_from(text);
        started.marker.clone_from(text);
        started.started.clone_from(text);
    }
    stream
}

#[test]
fn every_character_that_xml_forbids_is_spelt_out() {
    let mut texts: Vec<String> = (0..=0x9f_u8).map(|byte| char::from(byte).to_string()).collect();
    texts.extend([HOSTILE, "\u{fffe}\u{ffff}", "\u{d7ff}\u{e000}\u{10ffff}", "]]>", "<![CDATA["].map(str::to_owned));
    for mode in [JunitMode::PerRequirement, JunitMode::PerCase] {
        let document = render(&hostile(&texts), mode, Language::Zh);
        assert_valid(&document);
        assert!(!document.chars().any(|c| c.is_control() && c != '\n'));
    }
}

proptest! {
    // Each case is one document of many test cases, and one call of the schema's tool.
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_document_of_any_texts_is_valid(texts in prop::collection::vec(any_text(), 40), per_case: bool) {
        let mode = if per_case { JunitMode::PerCase } else { JunitMode::PerRequirement };
        assert_valid(&render(&hostile(&texts), mode, Language::En));
    }
}
