//! Commands that repeat a request, run by a shell whose `curl` prints what it is given.
#![allow(clippy::unwrap_used)]

use std::process::Command;

use super::*;
use crate::run::digest::sha256;
use crate::target::{Credential, HeaderPrefix};

fn request(body: &str) -> HttpRequest {
    HttpRequest {
        method: "POST".to_owned(),
        url: "http://127.0.0.1:1/a?b=it's".to_owned(),
        headers: vec![("x-key".to_owned(), "s3cret-a".to_owned())],
        body: body.as_bytes().to_vec(),
    }
}

fn masker() -> Masker {
    let mut masker = Masker::default();
    masker.add_secret("s3cret-a", "$KEY");
    masker.add_secret("s3cret-b", "$KEY_B");
    masker
}

/// The arguments that `curl` gets when a shell runs the command.
fn arguments(command: &str) -> Vec<String> {
    let script = format!("curl() {{ printf '%s\\n' \"$@\"; }}\n{command}");
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).env("KEY", "s3cret-a").env("KEY_B", "s3cret-b").env("T", "testtoken");
    let output = shell.output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{command}: {output:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_command_shows_no_secret_and_sends_what_was_sent() {
    let shell = Shell::new(vec!["$KEY".to_owned(), "$KEY_B".to_owned()], Vec::new(), None);
    let body = r#"{"a":"s3cret-b","b":"it's `x` $HOME \\ s3cret-a"}"#;
    let command = shell.command(&request(body), &masker());
    assert!(!command.contains("s3cret"), "{command}");
    let expected = ["-sS", "-X", "POST", "http://127.0.0.1:1/a?b=it's", "-H", "x-key: s3cret-a", "--data-binary", body];
    assert_eq!(arguments(&command), expected);
}

#[test]
fn a_command_for_a_gateway_signs_anew_each_time() {
    let token = Credential { value: "testtoken".into(), variable: Some("T".to_owned()) };
    let signing = Signing { header_prefix: HeaderPrefix::Rio, paasid: "me".to_owned(), token };
    let shell = Shell::new(vec!["$T".to_owned()], Vec::new(), Some(&signing));
    let command = shell.command(&request(""), &masker());
    assert!(!command.contains("testtoken"), "{command}");
    let nonce = || {
        let sent = arguments(&command);
        let value = |name: &str| {
            let header = sent.iter().find_map(|argument| argument.strip_prefix(&format!("x-rio-{name}: ")));
            header.unwrap_or_default().to_owned()
        };
        let (ts, nonce) = (value("timestamp"), value("nonce"));
        assert_eq!(value("paasid"), "me");
        assert!(ts.parse::<u64>().unwrap() > 1_700_000_000 && nonce.len() == 16, "{sent:?}");
        let expected = sha256(&format!("{ts}testtoken{nonce}{ts}")).to_ascii_uppercase();
        assert_eq!(value("signature"), expected);
        nonce
    };
    assert_ne!(nonce(), nonce());
}
