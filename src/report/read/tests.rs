use serde_json::json;

use super::*;
use crate::id::Aspect::{Length, Type};
use crate::report::{JsonLines, Reporter};
use crate::verdict::sample::{deviation, exchange, finding, pass, requirement, started, verdict, whole};
use crate::verdict::{FindingCode, JUDGED, Stopped, Verdict};

fn written(events: &[Event]) -> String {
    let mut bytes = Vec::new();
    let mut writer = JsonLines::new(&mut bytes, "test".to_owned());
    events.iter().for_each(|event| writer.event(event).expect("written"));
    writer.finish().expect("flushed");
    drop(writer);
    String::from_utf8(bytes).expect("UTF-8")
}

fn parse(text: impl AsRef<[u8]>) -> Result<Recording, ReadError> {
    read_from(text.as_ref(), Path::new("events.jsonl"))
}

fn refusal(text: impl AsRef<[u8]>) -> String {
    parse(text).expect_err("refused").to_string()
}

fn stream() -> Vec<Event> {
    let mut hostile = finding("query", "T1.1", Type, FindingCode::WrongType, json!({"a": ["\u{202e}\0\n", 1.5, null]}));
    hostile.hint = Some("\u{1b}[2J".to_owned());
    hostile.reading = Some("A15".to_owned());
    hostile.curl = Some("curl -H \"X: $TOKEN\"".to_owned());
    let events = vec![
        requirement("query", "T1.1", &[(Type, JUDGED, ""), (Length, "reading", "A60")]),
        requirement("query", "T1.2", &[(Type, JUDGED, "")]),
        requirement("query", "T1.3", &[(Type, JUDGED, "")]),
        exchange("query", "a"),
        pass("query", "T1.2", Type, "a"),
        verdict("query", "T1.1", Type, "b", Verdict::Fail, Some(hostile)),
        deviation("query", "T1.3", Type, "c", (Verdict::Inconclusive, FindingCode::NeedsData)),
    ];
    whole(events, Some(Stopped::Interrupted))
}

#[test]
fn a_stream_survives_the_round_trip() {
    let recording = parse(written(&stream())).expect("readable");
    assert_eq!(recording, Recording { events: stream(), complete: true, torn: None });
}

#[test]
fn every_type_of_event_is_known_to_the_reader() {
    let kind = |event: &Event| serde_json::to_value(event).expect("serialises")["type"].clone();
    let kinds: std::collections::BTreeSet<String> =
        stream().iter().map(|event| kind(event).as_str().expect("text").to_owned()).collect();
    assert_eq!(kinds, KINDS.map(str::to_owned).into());
}

#[test]
fn a_stream_without_its_close_is_incomplete() {
    let mut events = stream();
    events.pop();
    let recording = parse(written(&events)).expect("readable");
    assert_eq!((recording.events.len(), recording.complete), (events.len(), false));
}

#[test]
fn an_empty_file_is_incomplete() {
    assert_eq!(parse("").expect("readable"), Recording { events: vec![], complete: false, torn: None });
}

#[test]
fn a_last_line_torn_anywhere_is_left_out_and_told() {
    let whole = written(&stream()[..2]);
    let first = whole.find('\n').expect("two lines") + 1;
    for end in first + 1..whole.len() - 1 {
        let recording = parse(&whole.as_bytes()[..end]).expect("readable");
        assert_eq!((recording.events.len(), recording.torn), (1, Some(2)), "cut at {end}");
    }
}

#[test]
fn a_broken_line_in_the_middle_is_refused_with_its_number() {
    let text = written(&stream()).replacen("{\"type\":\"exchange\"", "{\"type\":exchange", 1);
    assert!(refusal(text).starts_with("events.jsonl:5: no JSON"));
}

#[test]
fn an_unknown_type_is_refused_with_its_line() {
    let text = written(&stream()).replacen("\"type\":\"exchange\"", "\"type\":\"dance\"", 1);
    let message = refusal(text);
    assert!(message.starts_with("events.jsonl:5: unknown type of event `dance`: expected run-started, "), "{message}");
}

#[test]
fn unknown_fields_are_ignored() {
    let text = written(&stream()).replace("\"schema\":\"1.0\"", "\"schema\":\"1.7\",\"novelty\":{\"a\":1}");
    assert_eq!(parse(text).expect("readable").events, stream());
}

#[test]
fn another_major_version_is_refused() {
    for schema in ["2.0", "10.0", "0.9", ""] {
        let text = written(&stream()).replace("\"schema\":\"1.0\"", &format!("\"schema\":\"{schema}\""));
        assert!(refusal(text).starts_with(&format!("events.jsonl:1: schema {schema} is not readable")), "{schema}");
    }
    let message = refusal(written(&stream()).replace("\"schema\":\"1.0\",", ""));
    assert!(message.contains("no `schema`"), "{message}");
}

#[test]
fn lines_that_are_no_events_are_refused() {
    for line in ["[]\n", "1\n", "{}\n", "{\"type\":5}\n", "null"] {
        assert!(refusal(line).contains("no `type`"), "{line}");
    }
    assert!(refusal(b"\xff\xfe\n").contains("no JSON"));
}

#[test]
fn an_unknown_finding_code_is_refused_with_its_line() {
    let message = refusal(written(&stream()).replace("\"wrong-type\"", "\"odd\""));
    assert!(message.starts_with("events.jsonl:7: verdict event: `odd` is no finding code"), "{message}");
}

#[test]
fn streams_cut_at_the_front_or_joined_are_refused() {
    let text = written(&stream());
    let (_, rest) = text.split_once('\n').expect("lines");
    assert!(refusal(rest).contains(":1: requirement event: a recording opens with one run-started"));
    assert!(refusal(format!("{text}{text}")).contains("run-started event behind run-finished"));
    let open = written(&[started()]);
    assert!(refusal(format!("{open}{open}")).contains(":2: run-started event: a recording opens with one"));
}

#[test]
fn deep_nesting_and_endless_lines_are_refused_without_harm() {
    assert!(refusal(format!("{}\n", "[".repeat(1_000_000))).contains("no JSON"));
    let endless = io::repeat(b' ').take(LINE_LIMIT * 4);
    let error = read_from(BufReader::new(endless), Path::new("x")).expect_err("refused");
    assert!(matches!(error.kind, ReadErrorKind::TooLong));
}

#[test]
fn a_missing_file_is_named() {
    let error = read(Path::new("no/such/events.jsonl")).expect_err("refused").to_string();
    assert!(error.starts_with("no/such/events.jsonl: cannot be read"), "{error}");
}

#[test]
fn a_close_that_says_something_else_than_its_lines_is_refused_with_both_figures() {
    let mut events = stream();
    events.retain(|event| !matches!(event, Event::Verdict(verdict) if verdict.verdict == Verdict::Fail));
    let message = refusal(written(&events));
    let told =
        "demo-1-2020 fail 1 in the close, 0 by the lines; demo-1-2020 failing_roots 1 in the close, 0 by the lines";
    assert!(message.starts_with("events.jsonl:8: run-finished event: ") && message.contains(told), "{message}");
    let mut events = stream();
    events.insert(3, exchange("query", "more"));
    assert!(refusal(written(&events)).contains("exchanges 1 in the close, 2 by the lines"));
}

#[test]
fn a_verdict_that_no_requirement_line_announces_is_refused() {
    let mut events = stream();
    let lost = events.remove(2);
    assert!(matches!(&lost, Event::Requirement(entry) if entry.requirement.local() == "T1.2"));
    let message = refusal(written(&events));
    assert!(
        message.starts_with("events.jsonl:5: verdict event: ") && message.contains("`demo-1-2020/T1.2`"),
        "{message}"
    );
}
