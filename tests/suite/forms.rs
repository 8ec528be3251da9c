//! Forms and their credentials, as they arrive at a socket.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use jiff::civil::DateTime;
use serde_json::Value;
use sm3::{Digest, Sm3};
use tokio::time::Instant;
use zwfw_conformance::observation::{HttpAnswer, HttpRequest, WireFault};
use zwfw_conformance::run::Transport;

use crate::support::{Mini, Reply, Target, answer, form};

const ACCOUNT: &str = "credentials: { account_id: ZJ1001, foreign_account_id: OTHER-1 }";

/// What the published practice makes of account and day.
fn token(text: &str) -> String {
    Sm3::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn noon() -> DateTime {
    DateTime::constant(2018, 10, 9, 12, 0, 0, 0)
}

/// A target that answers everything with a code and keeps what came.
fn keeping(code: &'static str) -> (Target, Arc<Mutex<Vec<HttpRequest>>>) {
    let kept: Arc<Mutex<Vec<HttpRequest>>> = Arc::default();
    let keep = Arc::clone(&kept);
    let target = Target::start(move |_, request| {
        keep.lock().expect("not poisoned").push(request.clone());
        answer(code)
    });
    (target, kept)
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    request.headers.iter().find(|(header, _)| header == name).map_or("", |(_, value)| value)
}

#[test]
fn each_request_carries_the_credential_of_the_moment_it_is_sent() {
    static SECONDS: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime {
        let begun = DateTime::constant(2018, 10, 9, 23, 59, 59, 0);
        begun.checked_add(SignedDuration::from_secs(SECONDS.load(Ordering::SeqCst))).unwrap_or(begun)
    }
    let kept: Arc<Mutex<Vec<String>>> = Arc::default();
    let keep = Arc::clone(&kept);
    let target = Target::start(move |_, request| {
        keep.lock().expect("not poisoned").push(form(request)["Token"].clone());
        // The day ends between the first request and the second.
        SECONDS.store(1, Ordering::SeqCst);
        answer("12")
    });
    let mini = Mini::new();
    let said = mini.run(&target.url(), &[ACCOUNT], &["mini/find/accepted", "mini/find/yesterday"], clock);
    let vector = "85c59454d3e14432642193010d914c273f65f97ca30925f3af6e94c563eb4559";
    assert_eq!(*kept.lock().expect("not poisoned"), [vector, vector], "today's, then what has become yesterday's");
    assert!(said.commands().iter().all(|command| command.contains("TOKEN=$(printf %s \"$ACCOUNT_ID$(TZ=DAY-8 date")));
}

/// Accepts everything and keeps what came, without a socket.
#[derive(Default)]
struct Accepting(Mutex<Vec<HttpRequest>>);

impl Transport for Accepting {
    fn send<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        self.0.lock().expect("not poisoned").push(request.clone());
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let body = br#"{"code":"0","message":null,"data":null}"#.to_vec();
        Box::pin(async move { Ok(HttpAnswer { status: 200, headers, body, elapsed: Duration::ZERO }) })
    }
}

#[test]
fn a_request_that_waited_for_its_turn_over_midnight_carries_the_new_credential() {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    // The clock goes with that of the runtime, which is wound on while nobody has anything to do.
    fn clock() -> DateTime {
        let gone = Instant::now() - *BEGUN.get_or_init(Instant::now);
        let begun = DateTime::constant(2018, 10, 9, 23, 30, 0, 0);
        begun.checked_add(SignedDuration::try_from(gone).expect("hours")).unwrap_or(begun)
    }
    let mini = Mini::new();
    let target = mini.target("http://127.0.0.1:1", &[ACCOUNT, "requests_per_second: 0.0002777777777777778"]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let transport = Accepting::default();
    let cases = ["mini/find/accepted", "mini/types/accepted"];
    mini.run_over(&target, &transport, &cases, (clock, &runtime.expect("a runtime")));
    let sent = transport.0.lock().expect("not poisoned");
    let tokens: Vec<String> = sent.iter().map(|request| form(request)["Token"].clone()).collect();
    assert_eq!(tokens, [token("ZJ100120181009"), token("ZJ100120181010")], "the second was sent at half past midnight");
}

#[test]
fn account_and_computed_credential_are_sent_and_never_shown() {
    let (target, kept) = keeping("12");
    let mini = Mini::new();
    let said = mini.run(&target.url(), &[ACCOUNT], &["mini/find/accepted"], noon);
    let sent = form(&kept.lock().expect("not poisoned")[0]);
    let computed = token("ZJ100120181009");
    assert_eq!((sent["Account"].as_str(), sent["Token"].as_str()), ("ZJ1001", computed.as_str()));
    assert!(said.findings().iter().any(|line| line.ends_with("fail valid-refused")), "{:?}", said.findings());
    let text = said.text();
    assert!(text.contains("$ACCOUNT_ID") && text.contains("$TOKEN"), "{text}");
    assert!(!text.contains("ZJ1001") && !text.contains(&computed), "{text}");
}

#[test]
fn a_credential_of_the_target_file_goes_before_a_computed_one() {
    let (target, kept) = keeping("0");
    let fixed = "credentials: { account_id: ZJ1001, token: fixed-1 }";
    let cases = ["mini/find/accepted", "mini/find/yesterday", "mini/find/*.invented"];
    let said = Mini::new().run(&target.url(), &[fixed], &cases, noon);
    let kept = kept.lock().expect("not poisoned");
    let findings = said.findings();
    // The good request, and the same once more at the end: of yesterday there is no credential, nor of an account that
    // nobody has.
    assert_eq!(kept.len(), 2, "{findings:?}");
    assert!(findings.iter().any(|line| line.ends_with("not-applicable not-asked")), "{findings:?}");
    assert!(!findings.iter().any(|line| line.contains("needs-data")), "{findings:?}");
    assert!(kept.iter().all(|request| form(request)["Token"] == "fixed-1"));
}

#[test]
fn without_an_account_nothing_is_sent_and_nothing_passes() {
    let (target, kept) = keeping("0");
    let said = Mini::new().run(&target.url(), &[], &["mini/find/accepted"], noon);
    assert!(kept.lock().expect("not poisoned").is_empty());
    assert!(said.findings().contains(&"1.3#format inconclusive needs-data".to_owned()), "{:?}", said.findings());
}

#[test]
fn an_object_is_json_text_in_a_form_and_an_object_in_flat_json() {
    let (target, kept) = keeping("0");
    let mini = Mini::new();
    mini.run(&target.url(), &[ACCOUNT], &["mini/find/accepted"], noon);
    mini.run(&target.url(), &[ACCOUNT, "encoding: json"], &["mini/find/accepted"], noon);
    let kept = kept.lock().expect("not poisoned");
    let [by_form, by_json] = &kept[..] else { panic!("two requests, not {}", kept.len()) };
    assert_eq!(header(by_form, "content-type"), "application/x-www-form-urlencoded; charset=UTF-8");
    assert_eq!(header(by_json, "content-type"), "application/json; charset=UTF-8");
    let members = form(by_form);
    let inner: Value = serde_json::from_str(&members["Data"]).expect("the field holds JSON text");
    assert!(inner["holder"].as_str().is_some_and(|name| name.starts_with("测试")), "{inner}");
    let body: Value = serde_json::from_slice(&by_json.body).expect("JSON");
    assert_eq!(body["Data"], inner, "the same object, as an object");
    assert_eq!(body["Account"], "ZJ1001");
    let names: Vec<&String> = body.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["Account", "Token", "Data"]);
}

#[test]
fn a_target_that_takes_the_same_parameters_by_another_method_is_told() {
    let kept: Arc<Mutex<Vec<String>>> = Arc::default();
    let keep = Arc::clone(&kept);
    let target = Target::start(move |_, request| {
        if request.method == "GET" {
            keep.lock().expect("not poisoned").push(request.url.clone());
        }
        let sent = format!("{}{}", request.url, String::from_utf8_lossy(&request.body));
        let taken = sent.contains("Account=ZJ1001&Token=");
        if taken { Reply::ok("application/json", r#"{"code":"0","data":"1"}"#) } else { answer("12") }
    });
    let said = Mini::new().run(&target.url(), &[ACCOUNT], &["mini/find/accepted", "mini/find/get"], noon);
    let urls = kept.lock().expect("not poisoned").clone();
    assert!(matches!(urls.as_slice(), [url] if url.starts_with("/find?Account=ZJ1001&Token=")), "{urls:?}");
    assert!(said.findings().iter().any(|line| line.contains("method-accepted")), "{:?}", said.findings());
}
