//! Useless and hostile targets: none is conforming, and nothing that they send reaches a reader unescaped.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::Value;
use zwfw_conformance::observation::HttpRequest;
use zwfw_conformance::verdict::{RunFinished, Verdict};

use crate::support::{Ran, Reply, Simulated, Target, conform, target_file};

const JSON: &str = "application/json; charset=UTF-8";

/// Runs everything against a target and prints how much of it passed.
fn judged(name: &str, answer: impl Fn(&HttpRequest) -> Reply + Send + Sync + 'static) -> (Ran, f64) {
    let simulated = Simulated::new();
    let target = Target::start(move |_, request| answer(request));
    let folder = tempfile::tempdir().expect("a folder");
    let ran = conform(&["run", "--target", &simulated.target_file(folder.path(), &target.url())]);
    let RunFinished { totals, .. } = ran.finished();
    let planned: usize = totals.standards.values().map(|standard| standard.planned).sum();
    let share = totals.count(Verdict::Pass) as f64 / planned as f64;
    let [fails, unclear] = [Verdict::Fail, Verdict::Inconclusive].map(|verdict| totals.count(verdict));
    println!(
        "{name}: exit {}, {:.0} % of {planned} passed, {fails} failed, {unclear} undecided",
        ran.code,
        share * 100.0
    );
    assert!(matches!(ran.code, 1 | 3), "{name} is no conforming target: {}", ran.said());
    quick_junit::Report::deserialize_from_str(&ran.junit()).expect("JUnit");
    (ran, share)
}

#[test]
fn a_page_for_everything_is_not_conforming() {
    let (ran, share) =
        judged("a page", |_| Reply::ok("text/html; charset=UTF-8", "<html><body>It works!</body></html>"));
    assert_eq!(ran.code, 1, "an answer that is not the envelope fails");
    assert!(share < 0.1, "{share}");
}

#[test]
fn nothing_found_for_everything_is_not_conforming() {
    let not_found =
        |_: &HttpRequest| Reply::Answer { status: 404, content_type: "text/plain".into(), body: b"no".to_vec() };
    let (ran, share) = judged("404", not_found);
    assert_eq!(ran.code, 1);
    assert!(share < 0.1, "{share}");
}

#[test]
fn an_echo_is_not_conforming() {
    let (ran, share) = judged("echo", |request| Reply::ok(JSON, request.body.clone()));
    assert_eq!(ran.code, 1);
    assert!(share < 0.1, "{share}");
}

#[test]
fn a_refusal_of_everything_is_not_conforming() {
    let refusal = r#"{"errcode":1,"errormsg":"参数错误","detailErrMsg":null,"hint":null,"result":null,"data":null}"#;
    let (ran, share) = judged("refusal", move |_| Reply::ok(JSON, refusal));
    assert_eq!(ran.code, 1, "valid requests are refused");
    assert!(share < 0.4, "{share}");
}

#[test]
fn one_good_answer_for_everything_is_not_conforming() {
    // Each operation says what the simulator said to its first request, for ever.
    let simulated = Simulated::new();
    let good: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::default();
    let own = simulated.simulator.clone();
    let answer = move |request: &HttpRequest| {
        let mut good = good.lock().expect("not poisoned");
        if let Some(body) = good.get(&request.url) {
            return Reply::ok(JSON, body.clone());
        }
        let answer = own.handle(request);
        let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
        if body["errcode"] == 0 {
            good.insert(request.url.clone(), answer.body.clone());
        }
        answer.into()
    };
    let (ran, share) = judged("one good answer", answer);
    assert_eq!(ran.code, 1, "bad input is accepted");
    assert!(share < 0.7, "{share}");
}

#[test]
fn hostile_texts_reach_neither_terminal_nor_junit_unescaped() {
    // Colours, a window title, a bell, a cursor move, the end of a CDATA section, an override of direction, a NUL and
    // a line separator, where a number or a code should stand.
    let hostile = "\u{1b}[31mred\u{1b}]0;owned\u{7}\r\u{8}]]>\u{202e}txt.exe\u{0}\u{2028}</failure><script>";
    let text = serde_json::to_string(hostile).expect("JSON");
    let body = format!(
        "{{\"errcode\":{text},\"errormsg\":{text},\"hint\":{text},{text}:1,{text}:2,\"data\":[{{\"level\":{text},\"address_code\":{text},{text}:2}}]}}"
    );
    let target = Target::start(move |_, _| Reply::ok(JSON, body.clone()));
    let folder = tempfile::tempdir().expect("a folder");
    let file = target_file(
        folder.path(),
        &target.url(),
        &["credentials: { cust_token: \"00000000000000000000000000000000\" }"],
    );
    for (junit, lang) in [("per-requirement", "en"), ("per-case", "zh")] {
        let ran = conform(&["run", "--operation", "getDist", "--target", &file, "--junit", junit, "--lang", lang]);
        assert_eq!(ran.code, 1, "{}", ran.said());
        let document = ran.junit();
        assert!(ran.stdout.contains("owned") && document.contains("owned"), "the value is shown at all");
        for (place, text) in [("the terminal", &ran.stdout), ("standard error", &ran.stderr), ("JUnit", &document)] {
            let raw: Vec<char> = text.chars().filter(|c| is_hostile(*c)).collect();
            assert!(raw.is_empty(), "{place} shows {raw:?} as they came");
        }
        assert!(
            !document.contains("]]></failure>") && !document.contains("<script>"),
            "markup of the target is markup of the report"
        );
        quick_junit::Report::deserialize_from_str(&document).expect("JUnit");
    }
}

fn is_hostile(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
