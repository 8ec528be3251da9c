//! What a target claims is held against what it does, both ways.

use jiff::civil::DateTime;
use zwfw_conformance::observation::HttpRequest;

use crate::support::{Mini, Reply, Target, answer, conform};

const ACCOUNT: &str = "credentials: { account_id: A-1 }";
const ONE: &str = "not_claimed: { types: not built yet }";

fn noon() -> DateTime {
    DateTime::constant(2026, 3, 5, 12, 0, 0, 0)
}

fn not_found() -> Reply {
    Reply::Answer { status: 404, content_type: "text/html".into(), body: b"<html>no such page</html>".to_vec() }
}

/// Answers valid requests with success, others with a refusal: an account tells them apart.
fn proper(request: &HttpRequest) -> Reply {
    let body = String::from_utf8_lossy(&request.body).into_owned();
    answer(if body.starts_with("Account=A-1&Token=") { "0" } else { "12" })
}

/// What a run says about the paths of the two operations, `find` and `types`.
fn paths(lines: &[&str], handler: impl Fn(&HttpRequest) -> Reply + Send + Sync + 'static) -> Vec<String> {
    let target = Target::start(move |_, request| handler(request));
    let said = Mini::new().run(&target.url(), lines, &[], noon);
    let mut lines = said.findings();
    lines.retain(|line| line.starts_with("1.2#") || line.starts_with("2.2#"));
    lines
}

/// A target with these answers for the path of the second operation.
fn second(answer: fn(&HttpRequest) -> Reply) -> impl Fn(&HttpRequest) -> Reply {
    move |request| if request.url == "/find" { proper(request) } else { answer(request) }
}

#[test]
fn a_claimed_operation_that_nobody_serves_fails_on_a_stated_path() {
    let lines = paths(&[ACCOUNT], |request| if request.url == "/find" { not_found() } else { proper(request) });
    assert!(lines.contains(&"1.2#behaviour fail no-such-path".to_owned()), "{lines:?}");
    assert!(!lines.iter().any(|line| line.starts_with("2.2#")), "{lines:?}");
}

#[test]
fn a_path_that_is_only_inferred_is_undecided_until_the_target_file_states_it() {
    let lines = paths(&[ACCOUNT], second(|_| not_found()));
    assert!(lines.contains(&"2.2#behaviour inconclusive path-inferred".to_owned()), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains(" fail ")), "{lines:?}");
    let lines = paths(
        &[ACCOUNT],
        second(|_| Reply::Answer { status: 405, content_type: "text/html".into(), body: b"no".to_vec() }),
    );
    assert!(lines.contains(&"2.2#behaviour inconclusive path-inferred".to_owned()), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains(" fail ")), "{lines:?}");
    let lines = paths(&[ACCOUNT, "paths: { types: /own/types }"], second(|_| not_found()));
    assert!(lines.contains(&"2.2#behaviour fail no-such-path".to_owned()), "{lines:?}");
}

#[test]
fn a_claimed_operation_that_is_said_not_to_be_offered_fails() {
    let lines = paths(&[ACCOUNT], second(|_| answer("2")));
    assert!(lines.contains(&"2.2#behaviour fail not-offered".to_owned()), "{lines:?}");
}

#[test]
fn an_unclaimed_operation_that_works_is_a_warning_and_nothing_else_of_it_is_judged() {
    let target = Target::start(|_, request| {
        if request.url == "/find" {
            proper(request)
        } else {
            Reply::ok("application/json", r#"{"code":"0","data":7,"unknown":true}"#)
        }
    });
    let said = Mini::new().run(&target.url(), &[ACCOUNT, ONE], &[], noon);
    let about: Vec<String> =
        said.findings().into_iter().filter(|l| l.starts_with("2.") || l.starts_with("T5")).collect();
    assert_eq!(about, ["2.2#behaviour warning unclaimed"]);
    assert!(said.text().contains("types is not claimed: not built yet"), "the catalogue tells why");
}

#[test]
fn an_unclaimed_operation_that_does_not_work_is_as_claimed() {
    let handlers: [fn(&HttpRequest) -> Reply; 3] = [|_| not_found(), |_| answer("2"), |_| answer("12")];
    for handler in handlers {
        let lines = paths(&[ACCOUNT, ONE], second(handler));
        assert!(lines.is_empty(), "{lines:?}");
    }
}

#[test]
fn a_look_that_needs_data_which_the_target_file_lacks_is_not_taken() {
    let lines = paths(&["credentials: { token: given }", ONE], second(proper));
    assert!(lines.contains(&"2.2#behaviour not-applicable needs-data".to_owned()), "{lines:?}");
}

#[test]
fn events_and_terminal_show_what_is_not_claimed_and_why() {
    let target = Target::start(|_, request| if request.url == "/find" { proper(request) } else { not_found() });
    let mini = Mini::new();
    let file = mini.target_file(&target.url(), &[ACCOUNT, ONE, "options: [seals]"]);
    let mut arguments = vec!["run".to_owned(), "--target".to_owned(), file.to_str().expect("UTF-8").to_owned()];
    arguments.extend(mini.arguments());
    let ran = conform(&arguments);
    assert!(ran.stdout.contains("not claimed types (not built yet)"), "{}", ran.said());
    assert!(ran.stdout.contains("options claimed seals"), "{}", ran.said());
    let events = std::fs::read_to_string(ran.out.path().join("events.jsonl")).expect("UTF-8");
    assert!(events.contains(r#""options":["seals"],"not_claimed":[["types","not built yet"]]"#), "{events}");
}

#[test]
fn what_is_left_out_needs_a_reason_before_anything_is_sent() {
    let target = Target::start(|_, _| answer("0"));
    let mini = Mini::new();
    let file = mini.target_file(&target.url(), &[ACCOUNT, "operations: [find]"]);
    let mut arguments = vec!["run".to_owned(), "--target".to_owned(), file.to_str().expect("UTF-8").to_owned()];
    arguments.extend(mini.arguments());
    let ran = conform(&arguments);
    assert_eq!((ran.code, target.requests()), (2, 0), "{}", ran.said());
    assert!(
        ran.stderr.contains("target.yaml:6:17") && ran.stderr.contains("not_claimed: { types: reason }"),
        "{}",
        ran.said()
    );
}
