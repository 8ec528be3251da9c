//! What a standard without operations asks of services, seen over real sockets and in the calls of the same run.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

use rustls::{ALL_VERSIONS, ServerConfig, ServerConnection, Stream};
use zwfw_conformance::observation::HttpRequest;
use zwfw_conformance::prove::fixed_clock;
use zwfw_conformance::simulator::{Setup, Simulator, TLS_1_0, TLS_1_1, greeting_of_old, mutants};
use zwfw_conformance::verdict::{Event, Verdict, VerdictEvent};

use crate::support::{Certified, LOGISTICS, Ran, Reply, Simulated, Target, conform, embedded, standard, text};

const STANDARD: &str = "gbt-zwfw-access";

/// A server that does this to each connection, for as long as the test lasts; its URL.
fn serve(scheme: &str, script: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("{scheme}://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().flatten().for_each(script));
    url
}

/// A server that shakes hands and answers `{}`.
fn encrypted(config: ServerConfig) -> String {
    let config = Arc::new(config);
    serve("https", move |mut socket| {
        let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = Stream::new(&mut connection, &mut socket);
        if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
        }
    })
}

/// The same server, which answers a client that knows old versions alone as `old` says; its URL, and all that such clients
/// have sent.
fn encrypted_beside(
    config: ServerConfig,
    old: impl Fn(&[u8]) -> Option<Vec<u8>> + Send + 'static,
) -> (String, Arc<Mutex<Vec<Vec<u8>>>>) {
    let config = Arc::new(config);
    let sent = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&sent);
    let url = serve("https", move |mut socket| {
        let mut head = [0; 4096];
        let read = socket.peek(&mut head).unwrap_or(0);
        if let Some(said) = old(&head[..read]) {
            let _ = socket.write_all(&said);
            let _ = socket.shutdown(std::net::Shutdown::Write);
            let mut all = Vec::new();
            let _ = socket.read_to_end(&mut all);
            noted.lock().unwrap().push(all);
            return;
        }
        let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = Stream::new(&mut connection, &mut socket);
        if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
        }
    });
    (url, sent)
}

/// Runs against one base URL alone.
fn run(folder: &Path, base_url: &str, lines: &[&str]) -> Ran {
    let mut file = format!("name: a platform\nstandards:\n  {STANDARD}:\n    base_url: {base_url}\n");
    lines.iter().for_each(|line| file.push_str(&format!("    {line}\n")));
    let path = folder.join("target.yaml");
    std::fs::write(&path, file).unwrap();
    conform(&["run", "--target", text(&path)])
}

/// The verdicts about a clause: verdict, code and reading, one an observation.
fn told(ran: &Ran, local: &str) -> Vec<String> {
    let about = |event: Event| match event {
        Event::Verdict(verdict) if verdict.requirement.as_str() == format!("{STANDARD}/{local}") => Some(*verdict),
        _ => None,
    };
    let line = |verdict: VerdictEvent| {
        let finding = verdict.finding.map(|finding| {
            format!(" {}{}", finding.code, finding.reading.map(|reading| format!(" {reading}")).unwrap_or_default())
        });
        format!("{}{}", verdict.verdict, finding.unwrap_or_default())
    };
    ran.recording().events.into_iter().filter_map(about).map(line).collect()
}

#[test]
fn an_encrypted_service_that_takes_json_by_post_passes_and_what_nobody_called_is_not_told() {
    let folder = tempfile::tempdir().unwrap();
    for versions in [&[&rustls::version::TLS12][..], &[&rustls::version::TLS13][..]] {
        let url = encrypted(Certified::of("127.0.0.1", false).trusted_in(folder.path()).server(versions));
        let ran = run(folder.path(), &url, &["network: internet", "tls: { ca: ca.pem }"]);
        assert_eq!(ran.code, 3, "{}", ran.said());
        assert_eq!(told(&ran, "6.9.3.a"), ["pass"], "{}", ran.said());
        assert_eq!(told(&ran, "6.9.3.b.1"), ["pass"]);
        assert_eq!(told(&ran, "6.9.3.c"), ["inconclusive not-reached"]);
        assert_eq!(told(&ran, "6.5.b.1"), ["not-applicable not-asked"]);
        assert_eq!(ran.finished().totals.count(Verdict::Fail), 0);
    }
}

#[test]
fn a_certificate_that_does_not_hold_fails_and_an_old_version_warns() {
    let (named, own) = ("tls: { ca: ca.pem }", "127.0.0.1");
    let cases = [
        (own, true, named, "fail tls-expired design-certificate"),
        ("other.example", false, named, "fail tls-wrong-name design-certificate"),
        (own, false, "headers: {}", "fail tls-untrusted design-certificate"),
    ];
    for (name, expired, line, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        let url = encrypted(Certified::of(name, expired).trusted_in(folder.path()).server(ALL_VERSIONS));
        let ran = run(folder.path(), &url, &["network: extranet", line]);
        assert_eq!((ran.code, told(&ran, "6.9.3.a")), (1, vec![expected.to_owned()]), "{}", ran.said());
    }
    let folder = tempfile::tempdir().unwrap();
    // The alert `protocol version` in TLS 1.1: what a server says that knows nothing newer.
    let old = serve("https", |mut socket| {
        let _ = socket.read(&mut [0; 4096]);
        let _ = socket.write_all(&[21, 3, 2, 0, 2, 2, 70]);
    });
    let ran = run(folder.path(), &old, &["network: internet"]);
    assert_eq!((ran.code, told(&ran, "6.9.3.a")), (3, vec!["warning tls-version B12".to_owned()]), "{}", ran.said());
}

#[test]
fn old_versions_that_are_accepted_beside_new_ones_warn() {
    for (takes, named) in
        [(&[TLS_1_1][..], "TLS 1.1"), (&[TLS_1_0][..], "TLS 1.0"), (&[TLS_1_0, TLS_1_1][..], "TLS 1.1, TLS 1.0")]
    {
        let folder = tempfile::tempdir().unwrap();
        let config = Certified::of("localhost", false).trusted_in(folder.path()).server(ALL_VERSIONS);
        let (url, sent) = encrypted_beside(config, |hello| greeting_of_old(hello, takes));
        let url = url.replace("127.0.0.1", "localhost");
        let ran = run(folder.path(), &url, &["network: internet", "tls: { ca: ca.pem }"]);
        assert_eq!(
            (ran.code, told(&ran, "6.9.3.a")),
            (3, vec!["warning tls-version B12".to_owned()]),
            "{}",
            ran.said()
        );
        assert!(ran.stdout.contains(named), "{named}: {}", ran.said());
        let events = std::fs::read_to_string(ran.out.path().join("events.jsonl")).unwrap();
        assert!(events.contains(&format!("tls-1.1.{STANDARD}")) && events.contains("accepted"), "{events}");
        // One message of a handshake each, with the name of the server, and never a byte more.
        let sent = sent.lock().unwrap();
        assert_eq!(sent.len(), 2, "each version is asked for once");
        for hello in sent.iter() {
            assert_eq!(hello.len(), 5 + usize::from(u16::from_be_bytes([hello[3], hello[4]])), "one record");
            assert!(hello.windows(9).any(|part| part == b"localhost"));
        }
    }
}

#[test]
fn whether_old_versions_are_accepted_is_told_by_what_the_server_says_and_not_guessed() {
    type Old = fn(&[u8]) -> Option<Vec<u8>>;
    let is_old = |hello: &[u8]| greeting_of_old(hello, &[]).is_some();
    assert!(!is_old(b"GET / HTTP/1.1"));
    let cases: [(Old, &str); 4] = [
        (|hello| greeting_of_old(hello, &[]), "pass"),
        (|hello| greeting_of_old(hello, &[]).map(|_| Vec::new()), "pass"),
        (|hello| greeting_of_old(hello, &[]).map(|_| b"HTTP/1.1 400 Bad Request".to_vec()), "inconclusive not-reached"),
        (|hello| greeting_of_old(hello, &[]).map(|_| vec![22, 3, 2]), "inconclusive not-reached"),
    ];
    for (old, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        let config = Certified::of("127.0.0.1", false).trusted_in(folder.path()).server(ALL_VERSIONS);
        let (url, sent) = encrypted_beside(config, old);
        let ran = run(folder.path(), &url, &["network: extranet", "tls: { ca: ca.pem }"]);
        assert_eq!((ran.code, told(&ran, "6.9.3.a")), (3, vec![expected.to_owned()]), "{}", ran.said());
        assert_eq!(sent.lock().unwrap().len(), 2);
    }
    // Nothing is asked in a laboratory.
    let folder = tempfile::tempdir().unwrap();
    let config = Certified::of("127.0.0.1", false).trusted_in(folder.path()).server(ALL_VERSIONS);
    let (url, sent) = encrypted_beside(config, |hello| greeting_of_old(hello, &[TLS_1_1]));
    let ran = run(folder.path(), &url, &["network: lab", "tls: { ca: ca.pem }"]);
    assert_eq!(told(&ran, "6.9.3.a"), ["not-applicable not-asked"]);
    assert!(sent.lock().unwrap().is_empty());
}

#[test]
fn a_proxy_is_not_asked_in_place_of_the_server_and_a_dry_run_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let dry = |url: &str, lines: &[&str]| {
        let lines = lines.iter().map(|line| format!("    {line}\n")).collect::<String>();
        let file =
            format!("name: a platform\nstandards:\n  {STANDARD}:\n    base_url: {url}\n    network: internet\n{lines}");
        let path = folder.path().join("target.yaml");
        std::fs::write(&path, file).unwrap();
        let ran = conform(&["run", "--dry-run", "--target", text(&path)]);
        assert_eq!(ran.code, 0, "{}", ran.said());
        ran.stdout
    };
    // One POST, and each old version once where HTTPS is spoken; a page each.
    let known = "known: { jump_addresses: [\"https://a.example/1\", \"https://a.example/2\"] }";
    for (url, lines, exchanges) in [
        ("http://a.example", vec![], 1),
        ("https://a.example", vec![], 3),
        ("https://a.example", vec![known], 5),
        ("https://a.example", vec!["proxy: http://127.0.0.1:9"], 1),
    ] {
        let said = dry(url, &lines);
        assert!(said.contains(&format!("exchanges at most    {exchanges}\n")), "{url} {lines:?}: {said}");
        assert!(said.contains("6.9.3.c: this run calls nothing that shows it"), "{said}");
        assert_eq!(said.contains("6.9.3.a: a proxy stands before the server"), exchanges == 1 && !lines.is_empty());
        assert_eq!(said.contains("6.3.b: the target file names no `known.jump_addresses`"), exchanges != 5, "{said}");
    }
}

#[test]
fn a_server_that_several_standards_share_is_asked_for_old_versions_once_and_a_recording_tells_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let config = Certified::of("127.0.0.1", false).trusted_in(folder.path()).server(ALL_VERSIONS);
    let (url, sent) = encrypted_beside(config, |hello| greeting_of_old(hello, &[TLS_1_0]));
    let lines = format!("    base_url: {url}\n    network: internet\n    tls: {{ ca: ca.pem }}\n");
    let token = "    credentials: { cust_token: \"0123456789abcdef0123456789abcdef\" }\n";
    let file = format!("name: both\nstandards:\n  {STANDARD}:\n{lines}  {LOGISTICS}:\n{lines}{token}");
    let path = folder.path().join("target.yaml");
    std::fs::write(&path, file).unwrap();
    let ran = conform(&["run", "--record", "--target", text(&path)]);
    assert_eq!(told(&ran, "6.9.3.a"), ["warning tls-version B12"; 2], "{}", ran.said());
    assert_eq!(sent.lock().unwrap().len(), 2);
    let taped = ran.out.path().join("exchanges.jsonl");
    let out = tempfile::tempdir().unwrap();
    let again = conform(&["judge", "recording", text(&taped), "--out", text(out.path())]);
    let again = Ran { out, ..again };
    assert_eq!(told(&again, "6.9.3.a"), told(&ran, "6.9.3.a"), "{}", again.said());
    assert_eq!(sent.lock().unwrap().len(), 2, "a recording is asked, not the server");
}

#[test]
fn plain_http_warns_but_in_a_laboratory_and_silence_is_no_pass() {
    let folder = tempfile::tempdir().unwrap();
    let plain = Target::start(|_, _| Reply::ok("application/json", "{}"));
    for (network, expected) in [
        ("internet", "warning plain-http B08"),
        ("extranet", "warning plain-http B08"),
        ("lab", "not-applicable not-asked"),
    ] {
        let ran = run(folder.path(), &plain.url(), &[&format!("network: {network}")]);
        assert_eq!((ran.code, told(&ran, "6.9.3.a")), (3, vec![expected.to_owned()]), "{}", ran.said());
    }
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let ran = run(folder.path(), &format!("https://{gone}"), &["network: internet"]);
    assert_eq!((ran.code, told(&ran, "6.9.3.a")), (3, vec!["inconclusive not-reached".to_owned()]), "{}", ran.said());
    assert_eq!(told(&ran, "6.9.3.b.1"), ["inconclusive not-reached"]);
}

#[test]
fn a_service_that_refuses_post_fails() {
    let folder = tempfile::tempdir().unwrap();
    for (status, code, expected) in [
        (405, 1, "fail valid-refused G1.4"),
        (415, 1, "fail valid-refused G1.4"),
        (404, 3, "inconclusive not-reached"),
        (400, 3, "pass"),
    ] {
        let target = Target::start(move |_, request: &HttpRequest| {
            assert_eq!((request.method.as_str(), request.body.as_slice()), ("POST", &b"{}"[..]));
            Reply::Answer { status, content_type: "text/plain".to_owned(), body: Vec::new() }
        });
        let ran = run(folder.path(), &target.url(), &[]);
        assert_eq!((ran.code, told(&ran, "6.9.3.b.1")), (code, vec![expected.to_owned()]), "{status}: {}", ran.said());
    }
}

#[test]
fn addresses_that_the_target_file_names_are_looked_at_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::start(|_, request: &HttpRequest| {
        let status = if request.url.contains("gone") { 404 } else { 302 };
        Reply::Answer { status, content_type: "text/html".to_owned(), body: Vec::new() }
    });
    let own = target.url();
    for (addresses, expected) in [
        (format!("[\"{own}/apply\"]"), "pass"),
        (format!("[\"{own}/apply\", \"{own}/gone\"]"), "fail unfetchable"),
        ("[]".to_owned(), "not-applicable not-asked"),
        ("[\"http://elsewhere.example/apply\"]".to_owned(), "inconclusive not-reached"),
        ("[\"no address\"]".to_owned(), "inconclusive not-reached"),
    ] {
        let ran = run(folder.path(), &own, &[&format!("known: {{ jump_addresses: {addresses} }}")]);
        assert_eq!(told(&ran, "6.3.b"), [expected], "{addresses}: {}", ran.said());
    }
    assert_eq!(told(&run(folder.path(), &own, &[]), "6.3.b"), ["inconclusive not-reached"]);
}

/// Runs everything against a simulator, and the access rules beside its standard.
fn beside(simulated: &Simulated, simulator: &Arc<Simulator>, more: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let answering = Arc::clone(simulator);
    let target = Target::start(move |_, request| answering.handle(request).into());
    let path = simulated.target_file(folder.path(), &target.url());
    let mut file = std::fs::read_to_string(&path).unwrap();
    file.push_str(&format!("  {STANDARD}:\n    base_url: {}\n", target.url()));
    std::fs::write(&path, file).unwrap();
    conform(&[&["run", "--quiet", "--target", &path][..], more].concat())
}

#[test]
fn services_are_seen_in_the_calls_of_the_standard_that_rules_them() {
    let licences = Simulated::licences();
    let ran = beside(&licences, &licences.simulator, &["--record"]);
    assert_eq!(told(&ran, "6.5.b.1"), ["pass"], "{}", ran.said());
    assert_eq!(told(&ran, "6.9.3.c"), ["pass"]);
    assert_eq!(told(&ran, "6.9.3.b.1"), ["not-applicable media-type B07"]);
    let taped = ran.out.path().join("exchanges.jsonl");
    let out = tempfile::tempdir().unwrap();
    let again = conform(&["judge", "recording", text(&taped), "--out", text(out.path())]);
    let again = Ran { out, ..again };
    for local in ["6.5.b.1", "6.9.3.a", "6.9.3.b.1", "6.9.3.c"] {
        assert_eq!(told(&again, local), told(&ran, local), "{local}: {}", again.said());
    }
}

#[test]
fn a_refusal_that_says_success_is_told_by_the_access_rules_too() {
    let logistics = Simulated::new();
    let sound = beside(&logistics, &logistics.simulator, &[]);
    assert_eq!(
        (told(&sound, "6.9.3.c"), told(&sound, "6.9.3.b.1")),
        (vec!["pass".to_owned()], vec!["pass".to_owned()])
    );
    assert_eq!(told(&sound, "6.5.b.1"), ["not-applicable not-asked"]);
    let name = format!("{LOGISTICS}/T5.1#behaviour/error-as-success");
    let mutant = mutants(standard()).into_iter().find(|mutant| mutant.id == name).unwrap();
    let setup = Setup { clock: Arc::new(fixed_clock), seed: 1 };
    let broken = Simulator::new(Arc::new(standard().clone()), setup).unwrap().with_mutant(mutant);
    let ran = beside(&logistics, &Arc::new(broken), &[]);
    assert_eq!((ran.code, told(&ran, "6.9.3.c")), (1, vec!["fail error-as-success B09".to_owned()]), "{}", ran.said());
}

#[test]
fn what_no_part_of_a_split_run_saw_is_told_when_they_are_joined() {
    let logistics = Simulated::new();
    let parts = ["1/2", "2/2"].map(|part| beside(&logistics, &logistics.simulator, &["--shard", part]));
    let events = parts.each_ref().map(|part| part.out.path().join("events.jsonl"));
    let out = tempfile::tempdir().unwrap();
    let joined = conform(&["report", "merge", text(&events[0]), text(&events[1]), "--out", text(out.path())]);
    let joined = Ran { out, ..joined };
    assert_eq!(told(&joined, "6.3.b"), ["inconclusive not-reached"], "{}", joined.said());
    assert_eq!((joined.code, told(&joined, "6.9.3.c")), (3, vec!["pass".to_owned()]), "{}", joined.said());
}

#[test]
fn the_access_rules_are_run_where_the_target_file_names_them() {
    let ran = conform(&["run", "--standard", STANDARD]);
    assert!(ran.code == 2 && ran.stderr.contains("judge dossier"), "{}", ran.said());
}

#[test]
fn the_embedded_run_spans_all_that_can_be_run_and_says_what_judges_the_rest() {
    let ran = conform(&["run"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert_eq!(told(&ran, "6.5.b.1"), ["pass"], "{}", ran.said());
    assert_eq!(told(&ran, "6.9.3.b.1").iter().filter(|line| *line == "pass").count(), 2);
    assert_eq!(told(&ran, "6.9.3.c"), ["pass"; 3]);
    assert!(
        told(&ran, "6.9.3.a").iter().all(|line| line.starts_with("not-applicable")),
        "no encryption in a laboratory"
    );
    assert_eq!(told(&ran, "6.3.b"), ["not-applicable not-asked"]);
    let Some(Event::RunStarted(started)) = ran.recording().events.into_iter().next() else { panic!("no opening") };
    let left: Vec<_> = started.scope.left_out.iter().map(|left| (left.standard.as_str(), &left.commands[..])).collect();
    assert_eq!(left, [("yueshangma-2021", &["judge form".to_owned()][..])]);
    let all = started.standards.iter().map(|(id, _)| id.as_str()).chain(left.iter().map(|(id, _)| *id));
    let known = embedded().standards.iter().map(|standard| standard.id.as_str());
    assert_eq!(all.collect::<BTreeSet<_>>(), known.collect(), "each standard is run or named");
    // Every report says it, standard by standard, with the command.
    let files = ["summary.md", "report.html", "report.sarif"].map(|name| ran.out.path().join(name));
    let reports = files.map(|path| std::fs::read_to_string(path).unwrap());
    for report in reports.iter().chain([&ran.stdout]) {
        assert!(report.contains("yueshangma-2021") && report.contains("judge form"), "{report}");
        assert!(report.contains(STANDARD), "{report}");
    }
    assert!(ran.stdout.contains("157  judged by another command: judge dossier"), "{}", ran.stdout);
    assert!(ran.stdout.contains("116  judged by another command: judge data"), "{}", ran.stdout);
    assert!(reports[0].contains("judge dossier 157") && reports[1].contains("judge dossier 157"));
    for name in ["junit.xml", "results.csv"] {
        let report = std::fs::read_to_string(ran.out.path().join(name)).unwrap();
        assert!(report.contains("judge dossier"), "{name}");
    }
}

#[test]
fn a_narrowed_run_names_the_standards_that_it_leaves_out_and_what_judges_a_requirement() {
    let ran = conform(&["run", "--operation", "getDist"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let told = format!("{STANDARD}  not in this run: nothing of it is in what was selected (judge dossier)");
    assert!(ran.stdout.contains(&told), "{}", ran.said());
    let folder = tempfile::tempdir().unwrap();
    let target = Target::start(|_, _| Reply::ok("application/json", "{}"));
    let ran = run(folder.path(), &target.url(), &[]);
    assert!(
        ran.stdout.contains(&format!("{LOGISTICS}  not in this run: the target file does not name it")),
        "{}",
        ran.said()
    );
    for (requirement, by) in [
        (format!("{STANDARD}/6.9.3.a"), "a whole run"),
        ("c-0124-2018/TH.1.3#presence".to_owned(), "`judge data`"),
        ("F3.2.1".to_owned(), "`judge form`"),
    ] {
        let ran = conform(&["run", "--requirement", &requirement]);
        assert!(ran.code == 2 && ran.stderr.contains(by), "{requirement}: {}", ran.said());
    }
}

#[test]
fn a_target_file_that_names_the_access_rules_is_drafted_and_can_be_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("target.yaml");
    let drafted = conform(&["init", "target", "--standard", STANDARD, "--output", text(&path)]);
    assert_eq!(drafted.code, 0, "{}", drafted.said());
    let file = std::fs::read_to_string(&path).unwrap();
    assert!(file.contains("jump_addresses") && !file.contains("credentials"), "{file}");
    let dry = conform(&["run", "--dry-run", "--target", text(&path)]);
    assert_eq!(dry.code, 0, "{}", dry.said());
}
