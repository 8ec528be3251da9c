//! A gateway in front: what it must be sent, and what its own answers are worth.

use std::collections::BTreeSet;
use std::sync::Mutex;

use sha2::{Digest, Sha256};
use zwfw_conformance::observation::HttpRequest;
use zwfw_conformance::verdict::Verdict;

use crate::support::{Ran, Reply, Simulated, Target, conform};

const PREFIX: &str = "/ebus/example";
const TOKEN: &str = "synthetic-t0ken";
const SIGNED: &str =
    "gateway: { prefix: /ebus/example, signing: { header_prefix: x-rio, paasid: example, token: synthetic-t0ken } }";
const UNSIGNED: &str = "gateway: { prefix: /ebus/example }";

/// Runs the cases of one operation against a target behind a gateway, with this line more in the target file.
fn run(gateway: &str, answer: impl Fn(&Simulated, &HttpRequest) -> Reply + Send + Sync + 'static) -> Ran {
    let simulated = Simulated::new();
    let folder = tempfile::tempdir().expect("a folder");
    let behind = Simulated::new();
    let target = Target::start(move |_, request| answer(&behind, request));
    let path = simulated.target_file(folder.path(), &target.url());
    let text = std::fs::read_to_string(&path).expect("UTF-8") + "    " + gateway + "\n";
    std::fs::write(&path, text).expect("written");
    conform(&["run", "--target", &path, "--seed", "1", "--operation", "getDist"])
}

/// What the platform says to a request that came through the gateway.
fn passed_on(simulated: &Simulated, request: &HttpRequest) -> Reply {
    let url = request.url.strip_prefix(PREFIX).map(str::to_owned).unwrap_or_default();
    simulated.simulator.handle(&HttpRequest { url, ..request.clone() }).into()
}

fn counts(ran: &Ran) -> [usize; 3] {
    let totals = ran.finished().totals;
    [Verdict::Pass, Verdict::Fail, Verdict::Inconclusive].map(|verdict| totals.count(verdict))
}

fn header(request: &HttpRequest, name: &str) -> String {
    let name = format!("x-rio-{name}");
    let mut found = request.headers.iter().filter(|(header, _)| *header == name);
    let value = found.next().map(|(_, value)| value.clone()).unwrap_or_default();
    assert!(found.next().is_none(), "{name} is sent once");
    value
}

#[test]
fn each_request_is_signed_with_its_own_time_and_nonce_below_the_prefix() {
    let nonces: Mutex<BTreeSet<String>> = Mutex::default();
    let ran = run(SIGNED, move |simulated, request| {
        let (timestamp, nonce) = (header(request, "timestamp"), header(request, "nonce"));
        let digest = Sha256::digest(format!("{timestamp}{TOKEN}{nonce}{timestamp}"));
        let expected: String = digest.iter().map(|byte| format!("{byte:02X}")).collect();
        let age = jiff::Timestamp::now().as_second() - timestamp.parse::<i64>().unwrap_or(0);
        let new = nonces.lock().expect("not poisoned").insert(nonce);
        let good = header(request, "signature") == expected && header(request, "paasid") == "example";
        if good && new && (0..180).contains(&age) {
            return passed_on(simulated, request);
        }
        let body = r#"{"code":400001,"msg":"signature"}"#;
        Reply::Answer { status: 500, content_type: "application/json".into(), body: body.into() }
    });
    assert_eq!(ran.code, 0, "{}", ran.said());
}

#[test]
fn the_token_of_the_gateway_is_shown_nowhere_and_commands_sign_anew() {
    // The gateway tells the caller's token back: a page that many a proxy has for diagnosis.
    let page = format!("<html>no route for {TOKEN}</html>");
    let ran = run(SIGNED, move |_, _| Reply::ok("text/html", page.clone()));
    assert_eq!(ran.code, 3, "{}", ran.said());
    let events = std::fs::read_to_string(ran.out.path().join("events.jsonl")).expect("UTF-8");
    assert!(events.contains("no route for $GATEWAY_TOKEN"), "the page is shown at all");
    for (place, text) in [("events", &events), ("the terminal", &ran.stdout), ("JUnit", &ran.junit())] {
        assert!(!text.contains(TOKEN), "{place} shows the token");
    }
    assert!(events.contains("sig=$(printf %s \\\"$ts$GATEWAY_TOKEN$nonce$ts\\\""), "a command signs");
    assert!(events.contains("x-rio-signature: $sig"));
}

#[test]
fn answers_of_the_gateway_itself_decide_nothing() {
    let own: [(u16, &str, &str); 8] = [
        (401, "text/html", "<html>401 Unauthorized</html>"),
        (403, "text/html", "<html>403 Forbidden</html>"),
        (500, "application/json", r#"{"code":400001,"msg":"signature"}"#),
        (200, "application/json", r#"{"code":400001,"msg":"signature"}"#),
        (502, "text/plain", ""),
        (403, "application/json", r#"{"code":403,"msg":"no right","data":null}"#),
        (503, "application/json", r#"{"errcode":100503,"errmsg":"busy","data":{}}"#),
        (404, "text/html", "<html>no route</html>"),
    ];
    for (status, content_type, body) in own {
        for gateway in [SIGNED, UNSIGNED] {
            let ran = run(gateway, move |_, _| Reply::Answer {
                status,
                content_type: content_type.to_owned(),
                body: body.into(),
            });
            let [passed, failed, undecided] = counts(&ran);
            assert_eq!((ran.code, failed), (3, 0), "{status} {body}: {}", ran.said());
            assert!(undecided > 20 && passed == 0, "{status} {body}: {passed} passed, {undecided} undecided");
        }
    }
}

#[test]
fn a_gateway_that_stops_bad_input_leaves_it_undecided_and_the_rest_judged() {
    let ran = run(SIGNED, |simulated, request| match passed_on(simulated, request) {
        // What the platform refuses is stopped in front of it.
        Reply::Answer { body, .. } if !String::from_utf8_lossy(&body).contains(r#""errcode":0"#) => {
            Reply::Answer { status: 403, content_type: "text/html".into(), body: b"<html>blocked</html>".to_vec() }
        }
        reply => reply,
    });
    let [passed, failed, undecided] = counts(&ran);
    assert_eq!((ran.code, failed), (3, 0), "{}", ran.said());
    assert!(passed > 20 && undecided > 2, "{passed} passed, {undecided} undecided");
}

#[test]
fn a_fault_of_the_platform_behind_a_gateway_still_fails() {
    let unknown = r#"{"errcode":77,"errormsg":"x","detailErrMsg":null,"hint":null,"result":null,"data":null}"#;
    let ran = run(UNSIGNED, move |_, _| Reply::ok("application/json", unknown));
    assert_eq!(ran.code, 1, "{}", ran.said());
    let without = r#"{"code":403,"msg":"no right"}"#;
    let ran = run("headers: {}", move |_, _| Reply::ok("application/json", without));
    assert_eq!(ran.code, 1, "without a gateway every answer is the target's: {}", ran.said());
}

#[test]
fn personal_data_that_came_with_an_error_of_a_gateway_are_masked() {
    let order = r#"{"errcode":900,"errmsg":"x","data":{"rows":[{"id":"71","sender_person_name":"虚构人丙","sender_phone":"14100000001"}]}}"#;
    let simulated = Simulated::new();
    let folder = tempfile::tempdir().expect("a folder");
    let target = Target::start(move |_, _| Reply::Answer {
        status: 500,
        content_type: "application/json".to_owned(),
        body: order.into(),
    });
    let path = simulated.target_file(folder.path(), &target.url());
    let text = std::fs::read_to_string(&path).expect("UTF-8") + "    " + UNSIGNED + "\n";
    std::fs::write(&path, text).expect("written");
    let ran = conform(&["run", "--target", &path, "--seed", "1", "--case", "*/queryOrder/accepted"]);
    let events = std::fs::read_to_string(ran.out.path().join("events.jsonl")).expect("UTF-8");
    assert_eq!(ran.code, 3, "{}", ran.said());
    assert!(events.contains(r#""sender_person_name":"***""#), "the answer is shown at all");
    assert!(!events.contains("虚构人丙") && !events.contains("14100000001"), "shown as they came");
}
