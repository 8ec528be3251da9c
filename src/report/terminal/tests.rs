use std::sync::{Arc, Mutex};
use std::time::Duration;

use anstream::StripStream;
use serde_json::json;

use super::*;
use crate::id::Aspect::{self, Type};
use crate::report::sample::{HOSTILE, stream};
use crate::verdict::sample::{deviation, exchange, finding, pass, requirement, started, verdict, whole};
use crate::verdict::{FindingCode, JUDGED, Stopped, Verdict};

fn options(language: Language) -> TerminalOptions {
    TerminalOptions { language, ..TerminalOptions::default() }
}

fn coloured(events: &[Event], options: TerminalOptions) -> String {
    let mut bytes = Vec::new();
    let mut terminal = Terminal::new(&mut bytes, options, Progress::off());
    events.iter().for_each(|event| terminal.event(event).expect("taken"));
    terminal.finish().expect("written");
    drop(terminal);
    String::from_utf8(bytes).expect("UTF-8")
}

fn plain(events: &[Event], options: TerminalOptions) -> String {
    let mut stream = StripStream::new(Vec::new());
    stream.write_all(coloured(events, options).as_bytes()).expect("written");
    String::from_utf8(stream.into_inner()).expect("UTF-8")
}

fn last_line(text: &str) -> &str {
    text.lines().last().expect("a line")
}

#[test]
fn the_report_in_chinese() {
    insta::assert_snapshot!(plain(&stream(None), options(Language::Zh)));
}

#[test]
fn the_report_in_english() {
    insta::assert_snapshot!(plain(&stream(None), options(Language::En)));
}

#[test]
fn quiet_leaves_the_conclusion() {
    let quiet = |language| TerminalOptions { quiet: true, ..options(language) };
    assert_eq!(plain(&stream(None), quiet(Language::Zh)), "结论: 不合格 (退出码 1)\n");
    assert_eq!(plain(&stream(None), quiet(Language::En)), "Conclusion: not conforming (exit code 1)\n");
}

#[test]
fn the_conclusion_follows_the_outcome() {
    let passed = vec![pass("query", "T1.1", Type, "a")];
    let warned = vec![deviation("query", "T1.1", Type, "a", (Verdict::Warning, FindingCode::TooLong))];
    let errored = vec![deviation("query", "T1.1", Type, "a", (Verdict::Error, FindingCode::Internal))];
    let strict = TerminalOptions { fail_on: FailOn::Warning, ..options(Language::En) };
    let line = |events: Vec<Event>, stopped, options| last_line(&plain(&whole(events, stopped), options)).to_owned();
    let en = options(Language::En);
    assert_eq!(line(passed.clone(), None, en), "Conclusion: conforming (exit code 0)");
    assert_eq!(line(warned.clone(), None, en), "Conclusion: conforming (exit code 0)");
    assert_eq!(line(warned, None, strict), "Conclusion: not conforming (exit code 1)");
    assert_eq!(line(Vec::new(), None, en), "Conclusion: could not decide (exit code 3)");
    assert_eq!(line(errored, None, en), "Conclusion: internal error of the suite (exit code 4)");
    assert_eq!(
        line(passed, Some(Stopped::Interrupted), en),
        "Conclusion: could not decide (exit code 3; the run was interrupted)"
    );
}

#[test]
fn a_stream_without_close_never_conforms_and_says_so() {
    let mut events = whole(vec![pass("query", "T1.1", Type, "a")], None);
    events.pop();
    let line = "Conclusion: could not decide (exit code 3; the recording is incomplete: its close is missing)";
    assert_eq!(last_line(&plain(&events, options(Language::En))), line);
}

#[test]
fn nothing_of_a_target_reaches_the_terminal_unescaped() {
    let mut bad = finding(HOSTILE, "T1.1", Type, FindingCode::WrongType, json!({ HOSTILE: HOSTILE }));
    for text in [&mut bad.expected, &mut bad.pointer, &mut bad.step, &mut bad.clause] {
        *text = HOSTILE.to_owned();
    }
    bad.hint = Some(HOSTILE.to_owned());
    bad.reading = Some(HOSTILE.to_owned());
    bad.curl = Some(HOSTILE.to_owned());
    let kinds = [Verdict::Error, Verdict::Fail, Verdict::Inconclusive, Verdict::Warning];
    let verdicts = kinds.map(|kind| verdict(HOSTILE, "T1.1", Type, HOSTILE, kind, Some(bad.clone())));
    let mut events = whole(verdicts.to_vec(), None);
    if let Event::RunStarted(started) = &mut events[0] {
        for text in [&mut started.marker, &mut started.started, &mut started.target.name, &mut started.target.vendor] {
            *text = HOSTILE.to_owned();
        }
        started.standards.push((HOSTILE.to_owned(), HOSTILE.to_owned()));
        started.target.base_urls.push((HOSTILE.to_owned(), HOSTILE.to_owned()));
    }
    // Looked at with our own colours still in: only the sequences that start them may be controls.
    let text = coloured(&events, options(Language::En));
    let ours = regex::Regex::new("\u{1b}\\[[0-9;]*m").expect("a pattern");
    let rest = ours.replace_all(&text, "");
    assert!(!rest.chars().any(|c| c.is_control() && c != '\n'), "{rest}");
    assert!(!rest.contains(['\u{202e}', '\u{200b}']));
    assert!(rest.contains(r"\u{1b}]0;owned\u{7}"), "{rest}");
}

#[test]
fn units_that_were_planned_and_never_seen_are_counted() {
    let planned = requirement("query", "T1.2", &[(Type, JUDGED, ""), (Aspect::Length, JUDGED, "")]);
    let text = plain(&whole(vec![planned, pass("query", "T1.1", Type, "a")], None), options(Language::En));
    assert!(text.contains("units planned but not seen in passing, without verdict 2\n"), "{text}");
}

#[test]
fn long_values_are_cut() {
    let long = finding("query", "T1.1", Type, FindingCode::TooLong, json!("长".repeat(5000)));
    let text = plain(
        &whole(vec![verdict("query", "T1.1", Type, "a", Verdict::Fail, Some(long))], None),
        options(Language::Zh),
    );
    assert!(text.contains('…') && text.matches('长').count() < 210, "{text}");
}

#[test]
fn many_causes_are_bounded_and_the_rest_counted() {
    let events =
        (0..60).map(|n| deviation("query", &format!("T1.{n}"), Type, "a", (Verdict::Fail, FindingCode::Missing)));
    let text = plain(&whole(events.collect(), None), options(Language::En));
    assert!(text.contains("Failures, by cause: 60") && text.contains("10 more not shown"), "{text}");
}

#[test]
fn a_closed_pipe_is_no_fault_and_a_full_disk_is() {
    struct Broken(io::ErrorKind);
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let finish = |kind| Terminal::new(Broken(kind), options(Language::En), Progress::off()).finish();
    assert!(finish(io::ErrorKind::BrokenPipe).is_ok());
    assert!(finish(io::ErrorKind::StorageFull).is_err());
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("not poisoned").write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn progress(interval: Duration) -> String {
    let out = Shared::default();
    let progress = Progress::lines(Box::new(out.clone()), interval, Language::En);
    let mut terminal = Terminal::new(io::sink(), options(Language::En), progress);
    let fail = deviation("query", "T1.1", Type, "a", (Verdict::Fail, FindingCode::Missing));
    for event in [started(), exchange("query", "a"), fail, exchange(HOSTILE, "a"), exchange("create", "b")] {
        terminal.event(&event).expect("taken");
    }
    terminal.finish().expect("written");
    String::from_utf8(out.0.lock().expect("not poisoned").clone()).expect("UTF-8")
}

#[test]
fn progress_lines_count_cases_exchanges_and_failures() {
    let text = progress(Duration::ZERO);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0], "cases 1/12; exchanges 1; fail 0; query");
    assert_eq!(lines[2], "cases 2/12; exchanges 3; fail 1; create");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text}");
}

#[test]
fn progress_lines_come_sparingly() {
    assert_eq!(progress(Duration::from_secs(3600)), "");
}
