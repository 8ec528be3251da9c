//! Target files: what they mean, and what each mistake is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::json;

use super::super::{HeaderPrefix, Network, StandardTarget, WireSettings, schema};
use super::*;
use crate::standard::{Encoding, Library, Role, Source};

fn variables(name: &str) -> Option<String> {
    let known = [
        ("CUST_TOKEN", "t0ken-a"),
        ("OTHER_TOKEN", "t0ken-b"),
        ("HOST", "host.example"),
        ("ORDER", "o-77"),
        ("GATE_TOKEN", "g4te"),
        ("PROXY_PASSWORD", "pr0xy"),
        ("EMPTY", ""),
    ];
    known.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}

fn read_text(text: &str) -> Result<Target, TargetError> {
    read("target.yaml", text, Path::new("/nowhere"), None, &variables)
}

fn good(text: &str) -> Target {
    read_text(text).unwrap_or_else(|error| panic!("{error}"))
}

fn only(target: &Target) -> &StandardTarget {
    target.standard("s").unwrap()
}

/// A file with one standard on loopback and these lines more.
fn loopback(lines: &str) -> String {
    format!("name: N\nstandards:\n  s:\n    base_url: http://127.0.0.1:8080\n{lines}")
}

/// A file with one standard elsewhere and these lines more.
fn elsewhere(lines: &str) -> String {
    format!("name: N\nstandards:\n  s:\n    base_url: https://host.example\n    network: extranet\n{lines}")
}

/// The places and messages of what is wrong.
fn wrong(result: Result<Target, TargetError>) -> Vec<(String, String)> {
    match result {
        Err(TargetError::Wrong(problems)) => problems
            .into_iter()
            .map(|problem| {
                (problem.place.to_string(), format!("{} {}", problem.message, problem.help.unwrap_or_default()))
            })
            .collect(),
        other => panic!("expected problems: {other:?}"),
    }
}

#[track_caller]
fn assert_wrong(text: &str, place: &str, fragments: &[&str]) {
    let problems = wrong(read_text(text));
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].0, format!("target.yaml:{place}"), "{problems:?}");
    for fragment in fragments {
        assert!(problems[0].1.contains(fragment), "`{fragment}` in {problems:?}");
    }
}

const WHOLE: &str = r#"
name: Example service
vendor: Example Co.
version: 1.4.2
standards:
  s:
    role: provider
    network: extranet
    base_url: https://${env:HOST}/ctx/
    max_creates: 500
    read_only: false
    credentials: { cust_token: "${env:CUST_TOKEN}", foreign_token: "${env:OTHER_TOKEN}" }
    known: { orders: [ { id: "${env:ORDER}", mail_num: "0123", send_type: "1", created: 2024-03-05, count: 3 } ] }
    operations: [addOrder, getDist]
    not_claimed: { queryOrder: not built yet }
    options: [push]
    paths: { addOrder: /other/path }
    encoding: form
    headers: { X-Extra: "1", X-Key: "k ${env:CUST_TOKEN}" }
    gateway: { prefix: /ebus/abc/, signing: { header_prefix: x-rio, paasid: me, token: "${env:GATE_TOKEN}" } }
    requests_per_second: 20
    timeout_seconds: 5
    max_answer_bytes: 1048576
    proxy: http://u:${env:PROXY_PASSWORD}@127.0.0.1:3128
"#;

#[test]
fn every_key_reaches_its_accessor() {
    let target = good(WHOLE);
    assert_eq!((target.name.as_str(), target.vendor.as_str()), ("Example service", "Example Co."));
    assert_eq!(target.version, "1.4.2");
    let standard = only(&target);
    assert_eq!((standard.role(), standard.network()), (Role::Provider, Network::Extranet));
    assert_eq!(standard.base_url(), "https://host.example/ctx");
    assert!(!standard.is_loopback() && !standard.is_read_only());
    assert_eq!(standard.max_creates(), Some(500));
    let credential = standard.credential("cust_token").unwrap();
    assert_eq!((credential.value.expose_secret(), credential.variable.as_deref()), ("t0ken-a", Some("CUST_TOKEN")));
    assert!(standard.credential("nobody").is_none());
    assert_eq!(standard.known("orders.0.id"), Some(&json!("o-77")));
    assert_eq!(standard.known("orders.0.mail_num"), Some(&json!("0123")));
    assert_eq!(standard.known("orders.0.created"), Some(&json!("2024-03-05")));
    assert_eq!(standard.known("orders.0.count"), Some(&json!(3)));
    for nothing in ["orders.1", "orders.x", "nobody", "orders.0.id.x", ""] {
        assert_eq!(standard.known(nothing), None, "{nothing}");
    }
    assert!(standard.claims("addOrder") && !standard.claims("queryOrder"));
    assert_eq!((standard.not_claimed("queryOrder"), standard.not_claimed("addOrder")), (Some("not built yet"), None));
    assert_eq!(standard.options().collect::<Vec<_>>(), ["push"]);
    assert!(standard.states_path("addOrder") && !standard.states_path("getDist"));
    assert!(standard.claims_option("push") && !standard.claims_option("pull"));
    assert_eq!(standard.path("addOrder", "/d"), "/other/path");
    assert_eq!(standard.path("getDist", "/d"), "/d");
    assert_eq!(standard.url("addOrder", "/d"), "https://host.example/ctx/ebus/abc/other/path");
    assert_eq!(standard.url("getDist", "/d"), "https://host.example/ctx/ebus/abc/d");
    assert_eq!(standard.encoding(), Some(Encoding::Form));
    assert_eq!(standard.headers().collect::<Vec<_>>(), [("X-Extra", "1"), ("X-Key", "k t0ken-a")]);
    assert_eq!(standard.gateway().map(|gateway| gateway.prefix.as_str()), Some("/ebus/abc"));
    let signing = standard.gateway().and_then(|gateway| gateway.signing.as_ref()).unwrap();
    assert_eq!((signing.header_prefix, signing.paasid.as_str()), (HeaderPrefix::Rio, "me"));
    assert_eq!((signing.token.value.expose_secret(), signing.placeholder().as_str()), ("g4te", "$GATE_TOKEN"));
    assert_eq!(standard.requests_per_second(), Some(20.0));
    let wire = standard.wire();
    assert_eq!((wire.timeout, wire.connect_timeout), (Duration::from_secs(5), Duration::from_secs(5)));
    assert_eq!((wire.max_bytes, wire.proxy.as_deref()), (1_048_576, Some("http://u:pr0xy@127.0.0.1:3128")));
}

#[test]
fn what_is_left_out_has_its_default() {
    let target = good(&loopback(""));
    assert_eq!((target.vendor.as_str(), target.version.as_str()), ("", ""));
    let standard = only(&target);
    assert_eq!((standard.role(), standard.network()), (Role::Provider, Network::Lab));
    assert!(standard.is_loopback() && standard.claims("anything") && standard.gateway().is_none());
    assert_eq!((standard.max_creates(), standard.encoding(), standard.requests_per_second()), (None, None, None));
    assert_eq!(standard.wire(), &WireSettings::default());
    assert_eq!(only(&good(&elsewhere(""))).max_creates(), Some(0), "nothing is created elsewhere unasked");
    assert_eq!(only(&good(&loopback("    read_only: true\n    max_creates: 5\n"))).max_creates(), Some(0));
    assert_eq!(only(&good(&loopback("    gateway: {}\n"))).gateway().map(|gateway| gateway.prefix.as_str()), Some(""));
}

#[test]
fn proxy_on_another_machine_makes_a_target_no_loopback() {
    let near = good(&loopback("    proxy: http://localhost:3128\n"));
    assert!(only(&near).is_loopback());
    let far = read_text(&loopback("    proxy: http://proxy.example:3128\n    network: lab\n")).unwrap();
    assert!(!only(&far).is_loopback());
    assert_eq!(only(&far).max_creates(), Some(0));
}

#[test]
fn secrets_are_listed_once_asked_and_never_debug_printed() {
    let target = good(WHOLE);
    let secrets = only(&target).secrets();
    let secrets: BTreeMap<_, _> =
        secrets.map(|secret| (secret.placeholder, secret.value.expose_secret().to_owned())).collect();
    let expected = [
        ("$CUST_TOKEN", "t0ken-a"),
        ("$OTHER_TOKEN", "t0ken-b"),
        ("$GATE_TOKEN", "g4te"),
        ("$ORDER", "o-77"),
        ("$PROXY_PASSWORD", "pr0xy"),
    ];
    let expected: BTreeMap<_, _> = expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    assert_eq!(secrets, expected, "the base URL's variable is no secret");
    let shown = format!("{target:?} {:?}", only(&target).credential("cust_token"));
    for secret in expected.values() {
        assert!(!shown.contains(secret.as_str()), "{shown}");
    }
    let literal = good(&loopback("    credentials: { cust_token: abc }\n"));
    let secret = only(&literal).secrets().next().unwrap();
    assert_eq!((secret.placeholder.as_str(), secret.value.expose_secret()), ("$CUST_TOKEN", "abc"));
}

#[test]
fn syntax_mistakes_have_their_place_and_a_suggestion() {
    assert_wrong(
        &loopback("    credential: {}\n"),
        "5:5",
        &["unknown key `credential`", "did you mean `credentials`?"],
    );
    assert_wrong(&loopback("    network: extrnet\n"), "5:14", &["unknown value `extrnet`", "did you mean `extranet`?"]);
    assert_wrong(&loopback("    role: caler\n"), "5:11", &["did you mean `caller`?"]);
    assert_wrong(&loopback("    read_only: yes\n"), "5:16", &["true or false"]);
    assert_wrong(&loopback("    max_creates: -1\n"), "5:18", &[]);
    assert_wrong(&loopback("    tls: { cert: a }\n"), "5:12", &["unknown key `cert`"]);
    assert_wrong(&loopback("    base_url: http://127.0.0.1\n"), "5:5", &["`base_url` stands here twice"]);
    assert_wrong("name: N\nstandards:\n  s:\n    role: provider\n", "3:3", &["missing key `base_url`"]);
    assert_wrong("standards: {}\n", "1:1", &["missing key `name`"]);
    assert_wrong("name: N\nstandards: {}\n", "2:12", &["`standards` is empty"]);
    assert_wrong("", "1:1", &[]);
}

#[test]
fn values_that_cannot_be_are_refused_at_their_place() {
    assert_wrong("name: N\nstandards:\n  s:\n    base_url: host.example\n", "4:15", &["not absolute", "https://"]);
    assert_wrong("name: N\nstandards:\n  s:\n    base_url: http://h?a=1\n", "4:15", &["query"]);
    assert_wrong("name: N\nstandards:\n  s:\n    base_url: ftp://h\n", "4:15", &["neither http nor https"]);
    assert_wrong("name: N\nstandards:\n  s:\n    base_url: https://h\n", "3:3", &["`network` is missing", "extranet"]);
    assert_wrong(&loopback("    operations: []\n"), "5:17", &["claims nothing"]);
    assert_wrong(&loopback("    not_claimed: { a: \" \" }\n"), "5:23", &["expected the reason"]);
    let both = loopback("    operations: [a]\n    not_claimed: { a: x }\n");
    assert_wrong(&both, "6:20", &["claimed under `operations` as well"]);
    assert_wrong(&loopback("    paths: { addOrder: other }\n"), "5:24", &["begins with `/`"]);
    assert_wrong(&loopback("    gateway: { prefix: /a?b }\n"), "5:24", &["without query"]);
    assert_wrong(&loopback("    headers: { \"X Y\": a }\n"), "5:16", &["no header name"]);
    assert_wrong(&loopback("    headers: { Content-Length: \"3\" }\n"), "5:16", &["written by the transport"]);
    assert_wrong(&loopback("    headers: { X-A: \"a\\nb\" }\n"), "5:21", &["value of header `X-A`"]);
    assert_wrong(&loopback("    requests_per_second: 0\n"), "5:26", &["above 0"]);
    assert_wrong(&loopback("    timeout_seconds: 1e9\n"), "5:22", &["up to 3600"]);
    assert_wrong(&loopback("    timeout_seconds: .nan\n"), "5:22", &["above 0"]);
    assert_wrong(&loopback("    max_answer_bytes: 0\n"), "5:23", &["from 1 to"]);
    assert_wrong(&loopback("    proxy: 127.0.0.1:3128\n"), "5:12", &["expected for example http://127.0.0.1:3128"]);
    assert_wrong(&loopback("    known: [a]\n"), "5:12", &["`known` is no map"]);
    assert_wrong(
        &loopback("    known:\n      orders:\n        - id: 123456789012345678901\n"),
        "7:15",
        &["loses digits", "quoted"],
    );
}

#[test]
fn signing_of_a_gateway_has_its_defaults_and_limits() {
    let target = good(&loopback("    gateway: { signing: { paasid: \"${env:HOST}\", token: abc } }\n"));
    let signing = only(&target).gateway().and_then(|gateway| gateway.signing.clone()).unwrap();
    assert_eq!((signing.header_prefix, signing.paasid.as_str()), (HeaderPrefix::Tif, "host.example"));
    assert_eq!(signing.placeholder(), "$GATEWAY_TOKEN");
    let wrong = |signing: &str, place: &str, fragments: &[&str]| {
        assert_wrong(&loopback(&format!("    gateway: {{ signing: {{ {signing} }} }}\n")), place, fragments);
    };
    wrong("paasid: me", "5:27", &["missing key `token`"]);
    wrong("token: abc", "5:27", &["missing key `paasid`"]);
    wrong("paasid: \"\", token: abc", "5:35", &["`paasid` is sent as a header"]);
    wrong("paasid: me, token: \"${env:NOPE}\"", "5:46", &["`NOPE` is not set"]);
    wrong("paasid: me, token: a, header_prefix: x-tiff", "5:64", &["did you mean `x-tif`?"]);
}

#[test]
fn missing_variable_is_named_with_the_place_that_needs_it() {
    assert_wrong(&elsewhere("    credentials: { cust_token: \"${env:NOPE}\" }\n"), "6:32", &["`NOPE` is not set"]);
    assert_wrong(&elsewhere("    credentials:\n      cust_token: ${env:EMPTY}\n"), "7:19", &["`EMPTY` is empty"]);
    assert_wrong(&loopback("    headers: { X-A: \"${env:NOPE}\" }\n"), "5:21", &["`NOPE`"]);
    assert_wrong(&loopback("    known: { a: [ { b: \"x${env:NOPE}\" } ] }\n"), "5:24", &["`NOPE`"]);
    assert_wrong(&loopback("    proxy: http://u:${env:NOPE}@h\n"), "5:12", &["`NOPE`"]);
    assert_wrong("name: N\nstandards:\n  s:\n    base_url: https://${env:NOPE}\n", "4:15", &["`NOPE`"]);
    assert_wrong(&loopback("    headers: { X-A: \"${env:}\" }\n"), "5:21", &["expected `${env:NAME}`"]);
    let elsewhere = "name: ${env:HOST}\nstandards:\n  s:\n    base_url: http://127.0.0.1\n";
    assert_wrong(elsewhere, "1:7", &["not expanded here"]);
}

#[test]
fn credential_written_out_is_refused_away_from_loopback_and_not_repeated() {
    let text = elsewhere("    credentials: { cust_token: s3cret }\n");
    assert_wrong(&text, "6:32", &["`cust_token` is written out", "`${env:NAME}`", "set CUST_TOKEN"]);
    assert_wrong(&elsewhere("    credentials: { a: \"x${env:CUST_TOKEN}\" }\n"), "6:23", &["is written out"]);
    let shown = read_text(&text).unwrap_err().to_string();
    assert!(shown.contains("target.yaml:6:32") && !shown.contains("s3cret"), "{shown}");
    let signing = elsewhere("    gateway: { signing: { paasid: me, token: s3cret } }\n");
    assert_wrong(&signing, "6:46", &["the token of the gateway is written out", "set GATEWAY_TOKEN"]);
    assert!(!read_text(&signing).unwrap_err().to_string().contains("s3cret"));
    let two = elsewhere("    credentials: { a: s3cret, b: s3cret }\n");
    assert!(!read_text(&two).unwrap_err().to_string().contains("s3cret"), "each on the line is hidden");
    let beside = elsewhere("    timeout_seconds: 0\n    headers:\n      Authorization: s3cret\n      host: s3cret2\n");
    let shown = read_text(&beside).unwrap_err().to_string();
    assert!(shown.contains("written by the transport") && !shown.contains("s3cret"), "{shown}");
}

#[test]
fn secret_headers_and_proxy_passwords_written_out_are_refused_away_from_loopback() {
    for name in ["Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key", "X-Access-Token", "X-Session", "secret"]
    {
        let text = elsewhere(&format!("    headers:\n      {name}: Bearer litsecret12345\n"));
        let variable = format!("set {} in the environment", name.replace('-', "_").to_uppercase());
        let what = format!("the value of header `{name}` is written out: expected `${{env:NAME}}`");
        assert_wrong(&text, &format!("7:{}", 9 + name.len()), &[&what, &variable]);
        assert!(!read_text(&text).unwrap_err().to_string().contains("litsecret"));
    }
    good(&elsewhere("    headers: { X-Extra: plain, Authorization: \"Bearer ${env:CUST_TOKEN}\" }\n"));
    let proxy = |address: &str| elsewhere(&format!("    proxy: {address}\n"));
    assert_wrong(&proxy("http://u:litsecret@h"), "6:12", &["the password of `proxy` is written out", "PROXY_PASSWORD"]);
    assert!(!read_text(&proxy("http://u:litsecret@h")).unwrap_err().to_string().contains("litsecret"));
    for fine in ["http://u:${env:PROXY_PASSWORD}@h", "http://${env:HOST}:3128", "http://u@h", "http://h:3128"] {
        good(&proxy(fine));
    }
}

#[test]
fn secret_headers_and_proxy_passwords_are_secrets_wherever_they_come_from() {
    let secrets = |text: &str| -> BTreeMap<String, String> {
        let target = good(text);
        only(&target).secrets().map(|secret| (secret.value.expose_secret().to_owned(), secret.placeholder)).collect()
    };
    let listed = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(value, name)| ((*value).to_owned(), (*name).to_owned())).collect()
    };
    let literal = "    headers: { Authorization: Bearer litsecret12345, X-Api-Key: abc, X-Extra: plain }\n    proxy: http://u:pw@[::1]:1\n";
    let expected = listed(&[
        ("Bearer litsecret12345", "$AUTHORIZATION"),
        ("litsecret12345", "$AUTHORIZATION"),
        ("abc", "$X_API_KEY"),
        ("pw", "$PROXY_PASSWORD"),
    ]);
    assert_eq!(secrets(&loopback(literal)), expected);
    let lent = "    headers: { Authorization: \"Bearer ${env:CUST_TOKEN}\", Cookie: \"id=${env:ORDER}; a=1\" }\n";
    assert_eq!(secrets(&elsewhere(lent)), listed(&[("t0ken-a", "$CUST_TOKEN"), ("o-77", "$ORDER")]));
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_file() {
    let text = "name: N\nstandards:\n  b:\n    base_url: h\n    timeout_seconds: 0\n  a:\n    base_url: http://[::1]\n    paths: { x: y }\n";
    let places: Vec<_> = wrong(read_text(text)).into_iter().map(|(place, _)| place).collect();
    assert_eq!(places, ["target.yaml:4:15", "target.yaml:5:22", "target.yaml:8:17"]);
}

#[test]
fn names_are_held_against_the_standards() {
    let library = Library::load(&Source::embedded_schemas()).unwrap();
    let standard = &library.standards[0];
    let (id, operation) = (standard.id.as_str(), standard.operations[0].name.as_str());
    let read_for = |text: &str| read("target.yaml", text, Path::new(""), Some(&library), &variables);
    let left: Vec<&str> = standard.operations[1..].iter().map(|operation| operation.name.as_str()).collect();
    let (last, left) = (left[left.len() - 1], left.join(": not built, ") + ": not built");
    let right = format!(
        "name: N\nstandards:\n  {id}:\n    base_url: http://127.0.0.1\n    operations: [{operation}]\n    credentials: {{ {}: a }}\n    not_claimed: {{ {left} }}\n",
        standard.credential.name
    );
    assert!(read_for(&right).is_ok(), "{:?}", read_for(&right));
    let problems = wrong(read_for(&right.replace(&format!(", {last}: not built"), "")));
    assert_eq!((problems.len(), problems[0].0.as_str()), (1, "target.yaml:5:17"));
    assert!(problems[0].1.contains(&format!("what is not claimed: {last} add `not_claimed: {{ {last}: reason }}`")));
    let cases = [
        (right.replace(id, &format!("{id}0")), "3:3", "unknown standard"),
        (right.replace(operation, &format!("{operation}s")), "5:18", "unknown operation"),
        (right.replace(&standard.credential.name, "nobody"), "6:20", "unknown credential `nobody`"),
        (format!("{right}    paths: {{ {operation}s: /a }}\n"), "8:14", "unknown operation"),
    ];
    for (text, place, message) in cases {
        let problems = wrong(read_for(&text));
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].0, format!("target.yaml:{place}"));
        assert!(problems[0].1.contains(message), "{problems:?}");
    }
    let problems = wrong(read_for(&right.replace(operation, &format!("{operation}s"))));
    assert!(problems[0].1.contains(&format!("did you mean `{operation}`?")), "{problems:?}");
}

#[test]
fn paths_begin_at_the_folder_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("target.yaml");
    std::fs::write(&path, loopback("    tls: { ca: certs/ca.pem, client_certificate: /no/such.pem }\n")).unwrap();
    let places: Vec<_> = wrong(load(&path)).into_iter().map(|(place, _)| place).collect();
    assert_eq!(places, [format!("{}:5:16", path.display()), format!("{}:5:50", path.display())]);
    std::fs::create_dir(folder.path().join("certs")).unwrap();
    std::fs::write(folder.path().join("certs/ca.pem"), "").unwrap();
    std::fs::write(&path, loopback("    tls: { ca: certs/ca.pem }\n")).unwrap();
    let target = load(&path).unwrap();
    assert_eq!(only(&target).wire().ca, Some(folder.path().join("certs/ca.pem")));
}

#[test]
fn file_that_cannot_be_read_is_named() {
    let error = load(Path::new("no/such/target.yaml")).unwrap_err();
    assert!(matches!(&error, TargetError::Io { path, .. } if path == "no/such/target.yaml"), "{error}");
}

#[test]
fn target_without_a_file_is_made_in_code() {
    let standard = StandardTarget::new("http://127.0.0.1:1/").unwrap().with_credential("cust_token", "abc");
    let standard = standard.with_known(json!({"a": {"b": 1}})).with_network(Network::Extranet).with_max_creates(7);
    let target = Target::embedded("Simulator", BTreeMap::from([("s".to_owned(), standard)]));
    let standard = only(&target);
    assert_eq!((standard.base_url(), standard.known("a.b")), ("http://127.0.0.1:1", Some(&json!(1))));
    assert_eq!((standard.network(), standard.max_creates()), (Network::Extranet, Some(7)));
    assert!(standard.credential("cust_token").is_some_and(|credential| credential.variable.is_none()));
    assert!(StandardTarget::new("nowhere").is_err());
    let wire = WireSettings { proxy: Some("http://proxy.example".into()), ..WireSettings::default() };
    assert!(!standard.clone().with_wire(wire).is_loopback());
}

fn schema_file() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/own/target.schema.json"))
}

#[test]
fn committed_schema_is_the_one_of_the_types() {
    let committed = std::fs::read_to_string(schema_file()).unwrap_or_default();
    assert!(committed == schema(), "drift: run `zwfw-conform standard derive`");
}

#[test]
fn schema_accepts_a_good_file_and_refuses_a_wrong_one() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let mut instance: serde_json::Value = serde_saphyr::from_str(WHOLE).unwrap();
    let errors: Vec<_> = validator.iter_errors(&instance).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    for (pointer, value) in [
        ("/standards/s/network", json!("intranet")),
        ("/standards/s/timeout_seconds", json!(0)),
        ("/standards/s/operations", json!([])),
        ("/standards/s/max_creates", json!(-1)),
        ("/standards/s/gateway", json!({"prefixes": "/a"})),
    ] {
        let good = std::mem::replace(instance.pointer_mut(pointer).unwrap(), value);
        assert!(!validator.is_valid(&instance), "{pointer}");
        *instance.pointer_mut(pointer).unwrap() = good;
    }
}
