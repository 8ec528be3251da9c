//! A gateway that is judged itself, over real sockets: what it lets through, what it refuses, how long it waits.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use jiff::civil::DateTime;
use zwfw_conformance::observation::HttpRequest;
use zwfw_conformance::prove::{Change, ProveSettings, SUBJECTS, prove_subject};
use zwfw_conformance::simulator::{Gateway, SERVICE, SITE, SLOW, Setup, gateway_mutants};
use zwfw_conformance::standard::{Environment, Standard, Subject};
use zwfw_conformance::verdict::{Event, Verdict, VerdictEvent};

use crate::support::{LICENCES, LOGISTICS, Ran, Target, conform, conform_with, embedded, text};

const STANDARD: &str = "yueshangma-2021";

fn standard() -> &'static Standard {
    embedded().standard(STANDARD).expect("embedded")
}

fn now() -> DateTime {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).datetime()
}

fn gateway() -> Gateway {
    Gateway::new(standard(), &Setup { clock: Arc::new(now), seed: 1 }, Vec::new()).expect("it is ruled")
}

/// Serves a gateway until the target is dropped.
fn served(gateway: Gateway) -> Target {
    Target::start(move |_, request| gateway.handle(request).into())
}

/// The entry of a target file, with these lines in place of those with the same key.
fn entry(gateway: &Gateway, base_url: &str, other: &[(&str, &str)]) -> String {
    let signing = format!("{{ paasid: {}, token: {} }}", gateway.passid, gateway.token);
    let mut lines: BTreeMap<&str, String> = BTreeMap::from([
        ("passid", gateway.passid.clone()),
        ("environment", gateway.environment.as_str().to_owned()),
        ("service", format!("{{ path: {SERVICE}, body: {{ a: 1 }}, answers: {{ /ok: true }} }}")),
        ("site", format!("{{ path: {SITE}, answers: {{ /ok: true }} }}")),
        ("slow", "[]".to_owned()),
        ("signing", signing),
    ]);
    other.iter().for_each(|(key, line)| drop(lines.insert(key, (*line).to_owned())));
    let lines = lines.iter().filter(|(_, line)| !line.is_empty());
    let lines: String = lines.map(|(key, line)| format!("      {key}: {line}\n")).collect();
    format!("name: a gateway\nstandards:\n  {STANDARD}:\n    base_url: {base_url}\n    gateway:\n{lines}")
}

fn run_file(folder: &Path, file: &str, more: &[&str]) -> Ran {
    let path = folder.join("target.yaml");
    std::fs::write(&path, file).expect("written");
    conform(&[&["run", "--target", text(&path)][..], more].concat())
}

/// Runs against a gateway that is served, with these lines of the target file.
fn run(gateway: Gateway, other: &[(&str, &str)], more: &[&str]) -> Ran {
    let folder = tempfile::tempdir().expect("a folder");
    let file = entry(&gateway, "BASE", other);
    let target = served(gateway);
    run_file(folder.path(), &file.replace("BASE", &target.url()), more)
}

/// What was said of each clause of the gateway: verdict, code and reading.
fn told(ran: &Ran) -> BTreeMap<String, String> {
    let line = |verdict: VerdictEvent| {
        let finding = verdict.finding.map(|finding| {
            format!(" {}{}", finding.code, finding.reading.map(|reading| format!(" {reading}")).unwrap_or_default())
        });
        let said = format!("{}{}", verdict.verdict, finding.unwrap_or_default());
        (verdict.requirement.local().to_owned(), said)
    };
    let verdicts = ran.recording().events.into_iter().filter_map(|event| match event {
        Event::Verdict(verdict) => Some(line(*verdict)),
        _ => None,
    });
    verdicts.collect()
}

/// Clauses that are seen at a gateway.
fn clauses() -> Vec<String> {
    let probed = standard().clauses.iter().filter(|clause| clause.probe.is_some());
    probed.map(|clause| clause.id.clone()).collect()
}

#[test]
fn a_gateway_that_keeps_to_the_guide_passes_in_either_environment() {
    for environment in [Environment::Test, Environment::Production] {
        let mut gateway = gateway();
        gateway.environment = environment;
        let ran = run(gateway, &[], &[]);
        assert_eq!(ran.code, 0, "{}", ran.said());
        let told = told(&ran);
        assert_eq!(told.keys().cloned().collect::<Vec<_>>(), {
            let mut all = clauses();
            all.sort();
            all
        });
        for (clause, said) in told {
            let expected = if clause == "3.3.other.2" { "not-applicable not-asked" } else { "pass" };
            assert_eq!(said, expected, "{clause}: {}", ran.said());
        }
    }
}

/// What becomes of the clause that a mutant breaks, as the readings have it.
fn prescribed(operator: &str) -> &'static str {
    match operator {
        "unsigned-accepted" | "signature-unchecked" | "signature-half-checked" => "fail credential-unchecked C01",
        "site-guarded" => "fail valid-refused C01",
        "signed-refused" => "fail valid-refused G1.4",
        "stale-accepted" | "replay-accepted" => "warning credential-unchecked C13",
        "service-gone" | "prefix-kept" | "site-gone" => "fail no-such-path design-no-such-path",
        "limit-ignored" | "limit-of-other-environment" => "warning too-long-accepted C06",
        "limit-halved" => "warning maximum-refused C06",
        other => panic!("no verdict is prescribed for {other}"),
    }
}

#[test]
fn each_mutant_of_the_gateway_gets_the_verdict_of_its_reading_over_a_socket() {
    let mutants = gateway_mutants(standard());
    assert!(mutants.len() >= 13, "only {} mutants", mutants.len());
    for mutant in mutants {
        let ran = run(gateway().with_mutant(&mutant), &[], &[]);
        let told = told(&ran);
        let said = &told[mutant.requirement.local()];
        assert_eq!(said, prescribed(mutant.operator), "{}: {}", mutant.id, ran.said());
        assert_eq!(ran.code == 1, said.starts_with("fail"), "{}: {}", mutant.id, ran.said());
        let others = told.iter().filter(|(clause, _)| *clause != mutant.requirement.local());
        let blamed: Vec<_> = others.filter(|(_, said)| said.starts_with("fail") || said.starts_with("warn")).collect();
        assert!(blamed.is_empty(), "{}: {blamed:?}", mutant.id);
    }
}

#[test]
fn every_mutant_is_killed_by_its_clause_alone_and_no_freedom_raises_an_alarm() {
    let own = SUBJECTS.iter().filter(|one| one.subject() == Subject::Service && !one.mutants(standard()).is_empty());
    let own: Vec<_> = own.collect();
    assert_eq!(own.len(), 1, "one subject proves what is seen at a gateway");
    let matrix = prove_subject(*own[0], standard(), &ProveSettings { threads: 1, ..ProveSettings::default() });
    let matrix = matrix.expect("a proof");
    assert!(matrix.false_alarms.is_empty() && matrix.mutants.len() >= 13, "{:?}", matrix.faults);
    for result in &matrix.mutants {
        assert_eq!(result.result.as_str(), "killed", "{result:?}");
        let expected = prescribed(&result.operator).split(' ').next();
        let verdicts: Vec<String> = result.killed_by.iter().map(|killed| killed.verdict.to_string()).collect();
        assert!(verdicts.iter().all(|verdict| Some(verdict.as_str()) == expected), "{result:?}");
    }
    let proved = conform(&["prove", "--standard", STANDARD]);
    assert_eq!(proved.code, 0, "{}", proved.said());
}

#[test]
fn what_nobody_can_see_is_never_a_pass() {
    // Nobody says what takes long; then the run itself waits too short a time.
    let slow = format!("[{{ path: {SLOW}, body: {{}}, answers: {{ /ok: true }} }}]");
    for (other, word) in [("", "gateway.slow"), (slow.as_str(), "timeout_seconds")] {
        let folder = tempfile::tempdir().expect("a folder");
        let gateway = gateway();
        let file = entry(&gateway, "BASE", &[("slow", other)]) + "    timeout_seconds: 16\n";
        let target = served(gateway);
        let ran = run_file(folder.path(), &file.replace("BASE", &target.url()), &[]);
        assert_eq!((ran.code, told(&ran)["3.3.other.2"].as_str()), (3, "inconclusive not-reached"), "{}", ran.said());
        let events = std::fs::read_to_string(ran.out.path().join("events.jsonl")).expect("UTF-8");
        assert!(events.contains(word), "{word}: {}", ran.said());
    }
    // What is answered at once tells nothing of a timeout: over a socket the simulator keeps nobody waiting.
    let ran = run(gateway(), &[("slow", &slow)], &[]);
    assert_eq!((ran.code, told(&ran)["3.3.other.2"].as_str()), (3, "inconclusive not-reached"), "{}", ran.said());
    // A call without a body shows no limit.
    let bare = format!("{{ path: {SERVICE}, answers: {{ /ok: true }} }}");
    let ran = run(gateway(), &[("service", &bare)], &[]);
    assert_eq!((ran.code, told(&ran)["3.3.other.1"].as_str()), (3, "inconclusive not-reached"), "{}", ran.said());
    // Nothing answers at all.
    let gone = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run_file(folder.path(), &entry(&gateway(), &format!("http://{gone}"), &[]), &[]);
    assert_eq!((ran.code, ran.finished().totals.count(Verdict::Pass)), (3, 0), "{}", ran.said());
}

#[test]
fn a_call_that_is_wrong_says_nothing_beside_a_proper_one_that_was_not_let_through() {
    let wrong = "{ paasid: yst_example, token: another-token }";
    let ran = run(gateway(), &[("signing", wrong)], &[]);
    let told = told(&ran);
    assert_eq!(told["3.3.service.1.2"], "fail valid-refused G1.4", "{}", ran.said());
    for clause in ["3.3.service.1.1", "3.3.service.1.3", "3.3.service.1.4", "3.3.service.1.5", "3.3.other.1"] {
        assert_eq!(told[clause], "inconclusive prerequisite", "{clause}: {}", ran.said());
    }
    let mut unanswered = gateway();
    unanswered.habits.refusal = 503;
    let ran = run(unanswered, &[("signing", wrong)], &[]);
    let told = self::told(&ran);
    assert_eq!((ran.code, told["3.3.service.1.2"].as_str()), (3, "inconclusive not-reached"), "{}", ran.said());
}

#[test]
fn a_gateway_that_has_no_time_for_a_wrong_call_has_not_refused_it() {
    for busy in [429, 503] {
        let mut gateway = gateway();
        gateway.habits.refusal = busy;
        let ran = run(gateway, &[], &[]);
        let told = told(&ran);
        assert_eq!((ran.code, told["3.3.service.1.2"].as_str()), (3, "pass"), "{}", ran.said());
        for clause in ["3.3.service.1.1", "3.3.service.1.3", "3.3.service.1.4", "3.3.service.1.5"] {
            assert_eq!(told[clause], "inconclusive not-reached", "{clause}: {}", ran.said());
        }
    }
}

#[test]
fn a_service_or_a_site_alone_can_be_judged_and_a_path_that_was_set_otherwise() {
    let ran = run(gateway(), &[("site", "")], &[]);
    assert_eq!((ran.code, told(&ran)["3.3.site.1"].as_str()), (0, "not-applicable not-asked"), "{}", ran.said());
    let ran = run(gateway(), &[("service", ""), ("signing", "")], &[]);
    let said = told(&ran);
    assert_eq!((said["3.3.service.1.1"].as_str(), said["3.3.site.1"].as_str()), ("not-applicable not-asked", "pass"));
    let set = gateway();
    let service =
        format!("{{ path: {SERVICE}, prefix: {}, body: {{}}, answers: {{ /ok: true }} }}", set.service_prefix());
    let ran = run(set, &[("service", &service), ("passid", "another")], &[]);
    let said = told(&ran);
    assert_eq!(
        (said["3.3.service.2"].as_str(), said["3.3.service.1.1"].as_str()),
        ("not-applicable not-asked", "pass")
    );
    assert_eq!(said["3.3.site.2"], "fail no-such-path design-no-such-path", "nothing is published for that id");
}

/// A gateway that hangs up on a long body as soon as it is announced, and reads nothing of it.
fn hangs_up(gateway: Gateway, longest: usize) -> String {
    hangs_up_on(gateway, longest, |_, _| false)
}

/// The same, which also hangs up instead of some answers, by how many it has given and their status.
fn hangs_up_on(gateway: Gateway, longest: usize, on: impl Fn(usize, u16) -> bool + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let mut answered = 0;
        for stream in listener.incoming().flatten() {
            let mut out = stream.try_clone().expect("a socket");
            let mut input = BufReader::new(stream);
            let mut lines = Vec::new();
            loop {
                let mut line = String::new();
                if input.read_line(&mut line).unwrap_or(0) <= 2 {
                    break;
                }
                lines.push(line.trim_end().to_owned());
            }
            let headers: Vec<(String, String)> = lines
                .iter()
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect();
            let length = headers.iter().find(|(name, _)| name == "content-length");
            let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
            let Some(first) = lines.first().filter(|_| length <= longest) else { continue };
            let mut words = first.split(' ').map(str::to_owned);
            let (method, url) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let mut body = vec![0; length];
            if input.read_exact(&mut body).is_err() {
                continue;
            }
            let answer = gateway.handle(&HttpRequest { method, url, headers, body });
            if on(answered, answer.status) {
                continue;
            }
            answered += 1;
            let head = format!(
                "HTTP/1.1 {} x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                answer.status,
                answer.body.len()
            );
            let _ = out.write_all(&[head.as_bytes(), &answer.body].concat());
        }
    });
    url
}

#[test]
fn a_connection_that_is_closed_on_a_long_body_is_a_refusal() {
    let folder = tempfile::tempdir().expect("a folder");
    for (longest, code, expected) in [(5_000_000, 0, "pass"), (1_000_000, 3, "inconclusive not-reached")] {
        let gateway = gateway();
        let file = entry(&gateway, "BASE", &[]);
        let ran = run_file(folder.path(), &file.replace("BASE", &hangs_up(gateway, longest)), &[]);
        assert_eq!((ran.code, told(&ran)["3.3.other.1"].as_str()), (code, expected), "{}", ran.said());
    }
}

#[test]
fn a_gateway_that_hangs_up_on_wrong_calls_alone_refuses_them_and_one_that_breaks_down_does_not() {
    let wrong = ["3.3.service.1.1", "3.3.service.1.3", "3.3.service.1.4", "3.3.service.1.5"];
    let folder = tempfile::tempdir().expect("a folder");
    let of = |on: fn(usize, u16) -> bool| {
        let gateway = gateway();
        let file = entry(&gateway, "BASE", &[]);
        run_file(folder.path(), &file.replace("BASE", &hangs_up_on(gateway, usize::MAX, on)), &[])
    };
    let ran = of(|_, status| status == 401);
    for clause in wrong {
        assert_eq!(told(&ran)[clause], "pass", "{clause}: {}", ran.said());
    }
    assert_eq!(ran.code, 0, "{}", ran.said());
    let events = std::fs::read_to_string(ran.out.path().join("events.jsonl")).expect("UTF-8");
    assert!(events.contains("signed-again"), "a proper call has to show that others are answered");
    // It answers once, and then nobody.
    let ran = of(|answered, _| answered > 0);
    for clause in wrong {
        assert_eq!(told(&ran)[clause], "inconclusive not-reached", "{clause}: {}", ran.said());
    }
    assert_eq!(ran.code, 3, "{}", ran.said());
}

#[test]
fn what_will_stay_open_is_told_before_anything_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let dry = |other: &[(&str, &str)], more: &str| {
        let file = entry(&gateway(), "http://127.0.0.1:9", other) + more;
        run_file(folder.path(), &file, &["--dry-run"])
    };
    let ran = dry(&[], "");
    assert!(ran.code == 0 && !ran.stdout.contains("inconclusive"), "{}", ran.said());
    let bare = format!("{{ path: {SERVICE}, answers: {{ /ok: true }} }}");
    let slow = format!("[{{ path: {SLOW}, body: {{}}, answers: {{ /ok: true }} }}]");
    for (other, more, told) in [
        (("service", bare.as_str()), "", "3.3.other.1: the call in the target file has no `body`"),
        (("slow", ""), "", "3.3.other.2: the target file names no call under `gateway.slow`"),
        (("slow", slow.as_str()), "    timeout_seconds: 16\n", "3.3.other.2: `timeout_seconds` of the target file"),
    ] {
        let ran = dry(&[other], more);
        let open = ran.stdout.lines().filter(|line| line.trim_start().starts_with("inconclusive")).count();
        assert!(ran.code == 0 && open == 1 && ran.stdout.contains(told), "{told}: {}", ran.said());
    }
}

#[test]
fn a_single_clause_of_a_gateway_is_not_said_to_be_seen_in_other_standards() {
    let ran = conform(&["run", "--standard", STANDARD, "--requirement", "3.3.service.1.1"]);
    let expected = format!("`run --standard {STANDARD}`");
    assert!(ran.code == 2 && ran.stderr.contains(&expected), "{}", ran.said());
    assert!(!ran.stderr.contains("other standards"), "{}", ran.said());
}

#[test]
fn the_token_stays_with_the_run_and_a_recording_is_judged_alike() {
    let folder = tempfile::tempdir().expect("a folder");
    let gateway = gateway();
    let token = gateway.token.clone();
    let file = entry(&gateway, "BASE", &[]).replace(&token, "\"${env:FRONT_TOKEN}\"");
    let target = served(gateway);
    let path = folder.path().join("target.yaml");
    std::fs::write(&path, file.replace("BASE", &target.url())).expect("written");
    let ran = conform_with(&["run", "--record", "--target", text(&path)], &[("FRONT_TOKEN", &token)]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    for name in ["events.jsonl", "exchanges.jsonl", "junit.xml", "report.html", "target.masked.yaml"] {
        let kept = std::fs::read_to_string(ran.out.path().join(name)).expect("UTF-8");
        assert!(!kept.contains(&token) && !kept.contains("x-tif-signature"), "{name}");
        assert!(kept.len() < 1_000_000, "{name} holds what was only padding");
    }
    let out = tempfile::tempdir().expect("a folder");
    let taped = ran.out.path().join("exchanges.jsonl");
    let again = conform(&["judge", "recording", text(&taped), "--out", text(out.path())]);
    let again = Ran { out, ..again };
    assert_eq!((again.code, told(&again)), (0, told(&ran)), "{}", again.said());
}

#[test]
fn a_target_file_that_cannot_be_meant_is_refused_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = gateway();
    let url = "http://127.0.0.1:9";
    let whole = entry(&own, url, &[]);
    let without = whole.split("    gateway:").next().unwrap_or_default().to_owned();
    let logistics = whole.replace(STANDARD, LOGISTICS);
    let service = |more: &str| format!("{{ path: {SERVICE}{more} }}");
    for (file, said) in [
        (without, "`gateway` is missing"),
        (logistics, "for a standard that rules gateways"),
        (entry(&own, url, &[("passid", "")]), "lacks `passid` or `environment`"),
        (entry(&own, url, &[("passid", "a/b")]), "one segment"),
        (entry(&own, url, &[("passid", "a?b")]), "one segment"),
        (entry(&own, url, &[("passid", "a%2fb")]), "one segment"),
        (entry(&own, url, &[("passid", "\"..\"")]), "one segment"),
        (entry(&own, url, &[("passid", "\".\"")]), "one segment"),
        (entry(&own, url, &[("passid", "\"\"")]), "one segment"),
        (entry(&own, url, &[("environment", "lab")]), "expected"),
        (entry(&own, url, &[("service", ""), ("site", "")]), "a `service` or a `site`"),
        (entry(&own, url, &[("signing", "")]), "expected `signing`"),
        (entry(&own, url, &[("service", &service(""))]), "nothing tells the answer of the service"),
        (
            entry(&own, url, &[("service", &service(", answers: { /id: \"${env:PATH}\" }"))]),
            "`answers` holds a variable",
        ),
        (entry(&own, url, &[("service", &service(", answers: { ok: true }"))]), "no JSON pointer"),
        (entry(&own, url, &[("service", &service(", body: x, answers: { /ok: true }"))]), "`body` is no map"),
        (entry(&own, url, &[("prefix", "/other")]), "expected `prefix` beside a `path`"),
    ] {
        let ran = run_file(folder.path(), &file, &[]);
        assert!(ran.code == 2 && ran.stderr.contains(said), "{said}: {}", ran.said());
        assert!(ran.stderr.contains("target.yaml:"), "{}", ran.said());
    }
}

#[test]
fn the_embedded_simulator_plays_the_gateway_when_it_is_asked_for() {
    let ran = conform(&["run", "--standard", STANDARD]);
    assert_eq!((ran.code, told(&ran).len()), (0, clauses().len()), "{}", ran.said());
    let dry = conform(&["run", "--standard", STANDARD, "--dry-run"]);
    assert!(dry.stdout.contains("exchanges at most    9"), "{}", dry.said());
}

#[test]
fn a_target_file_for_a_gateway_is_drafted_and_can_be_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("target.yaml");
    let drafted = conform(&["init", "target", "--standard", STANDARD, "--output", text(&path)]);
    assert_eq!(drafted.code, 0, "{}", drafted.said());
    let file = std::fs::read_to_string(&path).expect("written");
    for part in ["passid:", "environment: test", "answers:", "${env:GATEWAY_TOKEN}", "# slow:", "# site:"] {
        assert!(file.contains(part), "{part}: {file}");
    }
    assert!(!file.contains("credentials"), "{file}");
    let dry = conform_with(&["run", "--dry-run", "--target", text(&path)], &[("GATEWAY_TOKEN", "synthetic")]);
    assert!(dry.code == 0 && dry.stdout.contains("exchanges at most    8"), "{}", dry.said());
    let named = ["init", "target", "--standard", STANDARD, "--credential", "gateway_token=FRONT_TOKEN"];
    let named = conform(&named);
    assert!(named.stdout.contains("${env:FRONT_TOKEN}"), "{}", named.said());
}

#[test]
fn which_layer_answered_a_slow_call_is_told_and_not_judged() {
    let own = SUBJECTS.iter().filter(|one| one.subject() == Subject::Service && !one.mutants(standard()).is_empty());
    let own = own.copied().next().expect("a subject");
    let of = |change: Change<'_>| -> Vec<(Verdict, String)> {
        let events = own.judge(standard(), change).expect("judged");
        let about = events.into_iter().filter_map(|event| match event {
            Event::Verdict(verdict) if verdict.requirement.local() == "3.3.other.2" => Some(*verdict),
            _ => None,
        });
        let told = |verdict: VerdictEvent| {
            let finding = verdict.finding.map(|finding| format!("{:?} {}", finding.reading, finding.actual));
            (verdict.verdict, finding.unwrap_or_default())
        };
        about.map(told).collect()
    };
    // In either environment: the gateway gives up in time, waits for the service, gives up later, or early.
    assert_eq!(of(Change::None), [(Verdict::Pass, String::new()), (Verdict::Pass, String::new())]);
    for (freedom, layer) in [
        ("a gateway that waits for longer", "what is behind it answered after 30 s"),
        ("a gateway that gives up later", "the gateway answered after 22 s"),
        ("a gateway that gives up early", "the gateway answered after 5 s"),
    ] {
        for (verdict, told) in of(Change::Freedom(freedom)) {
            assert_eq!(verdict, Verdict::NotApplicable, "{freedom}");
            assert!(told.contains("C07") && told.contains(layer), "{freedom}: {told}");
        }
    }
}

/// A child that ends with the test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A simulator that is served, and the target file that it printed.
fn serve(flags: &[&str]) -> (Served, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zwfw-conform"));
    let mut child = Served(command.arg("serve").args(flags).stdout(Stdio::piped()).spawn().expect("the binary runs"));
    let mut printed = String::new();
    let mut out = BufReader::new(child.0.stdout.take().expect("a pipe"));
    // The known data of the last of three standards come last; the pipe stays open as long as it serves.
    while printed.lines().filter(|line| line.trim_start().starts_with("known:")).count() < 3 {
        assert!(out.read_line(&mut printed).expect("UTF-8") > 0, "it ended before the target file did:\n{printed}");
    }
    (child, printed)
}

#[test]
fn the_standards_behind_the_gateway_conform_through_it_and_not_without_its_token() {
    let (_served, printed) = serve(&["--through-gateway"]);
    let folder = tempfile::tempdir().expect("a folder");
    let own = ["--standard", LOGISTICS, "--standard", LICENCES, "--standard", STANDARD];
    let ran = run_file(folder.path(), &printed, &own);
    assert_eq!(ran.code, 0, "{}", ran.said());
    for id in [LOGISTICS, LICENCES, STANDARD] {
        let passed = ran.recording().events.iter().any(|event| {
            matches!(event, Event::Verdict(verdict) if verdict.standard == id && verdict.verdict == Verdict::Pass)
        });
        assert!(passed, "{id} passed nothing: {}", ran.said());
    }
    assert!(printed.contains("/ebus/yst_example") && printed.contains("    gateway: { prefix:"), "{printed}");
    let start = printed.find("token: \"").expect("a token") + "token: \"".len();
    let wrong = printed.replace(&printed[start..start + 32], "0123456789abcdef0123456789abcdef");
    let ran = run_file(folder.path(), &wrong, &["--standard", LOGISTICS, "--operation", "getDist"]);
    assert_eq!((ran.code, ran.finished().totals.count(Verdict::Pass)), (3, 0), "{}", ran.said());
}

#[test]
fn a_mutant_of_the_gateway_is_served_like_any_other() {
    let mutant = format!("{STANDARD}/3.3.service.1.1#behaviour/unsigned-accepted");
    let (_served, printed) = serve(&["--mutant", &mutant]);
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run_file(folder.path(), &printed, &["--standard", STANDARD]);
    assert_eq!((ran.code, told(&ran)["3.3.service.1.1"].as_str()), (1, "fail credential-unchecked C01"));
    assert!(printed.contains("    # gateway: { prefix:"), "{printed}");
}
