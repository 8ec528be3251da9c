//! `init target`: a file that is good, from flags or from answers, and a probe that asks once.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;
use zwfw_conformance::yaml;

use crate::support::{Ran, Reply, Target, checkout, conform, text};

fn init(more: &[&str]) -> Ran {
    conform(&[&["init", "target"][..], more].concat())
}

/// The file as data, valid by the schema that editors use.
fn valid(text: &str) -> Value {
    assert!(text.starts_with("# yaml-language-server: $schema=target.schema.json\n"), "{text}");
    let value: Value = yaml::parse("target.yaml", text).expect("YAML");
    let schema = std::fs::read_to_string(checkout("schemas/own/target.schema.json")).expect("a schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let errors: Vec<String> = jsonschema::validator_for(&schema)
        .expect("a schema")
        .iter_errors(&value)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}\n{text}");
    value
}

#[test]
fn without_flags_and_terminal_it_prints_a_good_file_for_every_standard() {
    let ran = init(&[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.said());
    let value = valid(&ran.stdout);
    assert_eq!(value["standards"].as_object().map(serde_json::Map::len), Some(3));
    for commented in ["# known:", "# not_claimed:", "# gateway:", "# requests_per_second:", "# file_hosts:"] {
        assert!(ran.stdout.contains(commented), "{commented}");
    }
    assert_eq!(
        conform(&["init", "schema"]).stdout,
        std::fs::read_to_string(checkout("schemas/own/target.schema.json")).expect("a schema")
    );
}

#[test]
fn flags_are_what_the_file_says_and_it_can_be_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("own.yaml");
    let flags = [
        "--name",
        "Name: \"quoted\" # 检测",
        "--vendor",
        "Vendor",
        "--target-version",
        "2.10",
        "--standard",
        "gdzw-0017-2019",
        "--network",
        "extranet",
        "--base-url",
        "https://host.example:8443/context/",
        "--max-creates",
        "7",
        "--credential",
        "cust_token=OWN_TOKEN",
        "--output",
        text(&path),
    ];
    let ran = init(&flags);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.said());
    let written = std::fs::read_to_string(&path).expect("written");
    let value = valid(&written);
    assert_eq!((&value["name"], &value["version"]), (&"Name: \"quoted\" # 检测".into(), &"2.10".into()));
    let entry = &value["standards"]["gdzw-0017-2019"];
    assert_eq!(value["standards"].as_object().map(serde_json::Map::len), Some(1));
    assert_eq!(
        (&entry["network"], &entry["base_url"]),
        (&"extranet".into(), &"https://host.example:8443/context".into())
    );
    assert_eq!((&entry["max_creates"], &entry["credentials"]["cust_token"]), (&7.into(), &"${env:OWN_TOKEN}".into()));
    assert_eq!(
        std::fs::read(folder.path().join("target.schema.json")).expect("beside it"),
        std::fs::read(checkout("schemas/own/target.schema.json")).expect("the schema")
    );
    let mut dry = std::process::Command::new(env!("CARGO_BIN_EXE_zwfw-conform"));
    dry.args(["run", "--dry-run", "--target", text(&path)]).env("OWN_TOKEN", "x").env("FOREIGN_TOKEN", "y");
    let dry = dry.output().expect("it runs");
    assert!(dry.status.success(), "{}", String::from_utf8_lossy(&dry.stderr));
}

#[test]
fn a_file_that_is_there_stays_unless_forced() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("target.yaml");
    std::fs::write(&path, "mine\n").expect("written");
    let refused = init(&["--output", text(&path)]);
    assert!(refused.code == 2 && refused.stderr.contains("--force"), "{}", refused.said());
    assert_eq!(std::fs::read_to_string(&path).expect("there"), "mine\n");
    assert_eq!(init(&["--output", text(&path), "--force"]).code, 0);
    valid(&std::fs::read_to_string(&path).expect("there"));
    let other = folder.path().join("other.yaml");
    std::fs::write(folder.path().join("target.schema.json"), "{}").expect("written");
    let refused = init(&["--output", text(&other)]);
    assert!(refused.code == 2 && refused.stderr.contains("target.schema.json"), "{}", refused.said());
    assert_eq!(std::fs::read_to_string(folder.path().join("target.schema.json")).expect("there"), "{}");
}

#[test]
fn wrong_flags_are_refused_and_secrets_are_no_names() {
    let cases: [(&[&str], &str); 7] = [
        (&["--base-url", "http://host.example"], "--network"),
        (&["--base-url", "ftp://127.0.0.1"], "--base-url"),
        (&["--base-url", "http://user:pass@127.0.0.1"], "user part"),
        (&["--standard", "nonsense"], "gdzw-0017-2019"),
        (&["--credential", "cust_token=s3cr3t-value"], "never the secret"),
        (&["--credential", "cust_token"], "CREDENTIAL=VARIABLE"),
        (&["--name", "a\nb: c"], "one line"),
    ];
    for (flags, says) in cases {
        let ran = init(flags);
        assert!(ran.code == 2 && ran.stdout.is_empty() && ran.stderr.contains(says), "{flags:?}: {}", ran.said());
        assert!(!ran.stderr.contains("s3cr3t") && !ran.stderr.contains("user:pass"), "{}", ran.stderr);
    }
}

/// A listener that answers each connection once with these bytes, again and again where `endless`.
fn answering(head: String, endless: bool) -> (String, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let connections = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = connections.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let mut stream = stream;
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(head.as_bytes());
            while endless && stream.write_all(&[b'x'; 65536]).is_ok() {}
        }
    });
    (url, connections)
}

fn probed(url: &str) -> Ran {
    let ran = init(&["--base-url", url, "--probe"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    valid(&ran.stdout);
    ran
}

#[test]
fn the_probe_sends_one_request_and_says_what_answers() {
    let page = Target::start(|_, _| Reply::ok("text/html", "<html><title>Welcome</title>"));
    let ran = probed(&page.url());
    assert_eq!(page.requests(), 1, "one request, although two standards lie there");
    for said in ["reachable: HTTP 200", "TLS: none", "HTML page, titled \"Welcome\""] {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
    assert_eq!(init(&["--base-url", &page.url()]).code, 0);
    assert_eq!(page.requests(), 1, "nothing is sent unless it is allowed");
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    assert!(probed(&format!("http://{free}")).stderr.contains("not reachable: no connection"));
    let (plain, _) = answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".to_owned(), false);
    let secured = probed(&plain.replace("http:", "https:"));
    assert!(secured.stderr.contains("no TLS connection"), "{}", secured.stderr);
}

#[test]
fn the_probe_follows_no_redirect_and_reads_no_endless_answer() {
    let other = Target::start(|_, _| Reply::ok("text/plain", "x"));
    let head = format!("HTTP/1.1 302 Found\r\nLocation: {}/x\r\nContent-Length: 0\r\n\r\n", other.url());
    let (url, connections) = answering(head, false);
    let ran = probed(&url);
    assert!(ran.stderr.contains("redirects to") && ran.stderr.contains("not followed"), "{}", ran.stderr);
    assert_eq!((connections.load(std::sync::atomic::Ordering::SeqCst), other.requests()), (1, 0));
    let (url, _) = answering("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n".to_owned(), true);
    let began = Instant::now();
    let ran = probed(&url);
    assert!(ran.stderr.contains("longer than 65536 bytes"), "{}", ran.stderr);
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_it_asks_for_what_no_flag_says_and_takes_no_secret() {
    use crate::support::on_terminal;
    let folder = tempfile::tempdir().expect("a folder");
    let page = Target::start(|_, _| Reply::ok("application/json", "{}"));
    let typed = format!(
        "Asked service\n\n3.1\n1\n{}\nnonsense\nlab\nmany\n5\nhunter2-hunter2\nOWN_ACCOUNT\ny\nown.yaml\n",
        page.url()
    );
    let seen =
        on_terminal("\"$ZWFW\" init target --vendor Flagged", folder.path(), &typed.replacen("\n\n", "\n", 1), &[]);
    assert_eq!(seen.code, 0, "{}", seen.text);
    for question in [
        "Name of the implementation",
        "Its version",
        "Standards",
        "Base URL",
        "Network",
        "Records",
        "Environment variable",
        "File to write",
    ] {
        assert!(seen.text.contains(question), "{question}: {}", seen.text);
    }
    assert!(!seen.text.contains("Who makes it"), "a flag says so: {}", seen.text);
    assert!(seen.text.contains("never the secret itself") && seen.text.contains("answers: JSON"), "{}", seen.text);
    assert_eq!(page.requests(), 1);
    let written = std::fs::read_to_string(folder.path().join("own.yaml")).expect("written");
    let value = valid(&written);
    assert_eq!(
        (&value["name"], &value["vendor"], &value["version"]),
        (&"Asked service".into(), &"Flagged".into(), &"3.1".into())
    );
    let entries = value["standards"].as_object().expect("a map");
    let (_, entry) = entries.iter().next().expect("one");
    assert_eq!((entries.len(), &entry["max_creates"], &entry["network"]), (1, &5.into(), &"lab".into()));
    assert!(written.contains("${env:OWN_ACCOUNT}") && !written.contains("hunter2"), "{written}");
    // A file that is there is not offered to be lost, and an end of input is no answer.
    let again = on_terminal("\"$ZWFW\" init target --output own.yaml", folder.path(), "", &[]);
    assert!(again.code == 2 && again.text.contains("--force"), "{}", again.text);
    let ended = on_terminal("\"$ZWFW\" init target", folder.path(), "A\n", &[]);
    assert!(ended.code == 2 && ended.text.contains("--no-input"), "{}", ended.text);
    assert!(!Path::new(&folder.path().join("target.yaml")).exists());
    let silent = on_terminal("\"$ZWFW\" init target --no-input --output silent.yaml", folder.path(), "", &[]);
    assert!(silent.code == 0 && !silent.text.contains("Name of"), "{}", silent.text);
    let chinese = on_terminal("\"$ZWFW\" init target --lang zh", folder.path(), "A\n", &[]);
    assert!(chinese.text.contains("被测系统名称"), "{}", chinese.text);
}
