//! Targets whose TLS does not work out: nothing is decided, and the report says what to mend.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use rustls::{ALL_VERSIONS, ServerConfig, ServerConnection, Stream};
use zwfw_conformance::verdict::{Event, Verdict};

use crate::support::{Certified, conform, target_file};

/// A server with a certificate for this name and time, and its authority as `ca.pem`.
fn configured(folder: &Path, name: &str, expired: bool) -> ServerConfig {
    Certified::of(name, expired).trusted_in(folder).server(ALL_VERSIONS)
}

/// A server that shakes hands and answers `{}`, for as long as the test lasts; its URL.
fn serve(config: ServerConfig) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let config = Arc::new(config);
    std::thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            let config = Arc::clone(&config);
            std::thread::spawn(move || {
                let (mut socket, mut connection) = (socket, ServerConnection::new(config).unwrap());
                let mut stream = Stream::new(&mut connection, &mut socket);
                if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
                }
            });
        }
    });
    url
}

/// Runs against the server and looks for the code in every finding and for what to do in both languages.
#[track_caller]
fn assert_undecided(config: ServerConfig, folder: &Path, line: &str, code: &str, todo: [&str; 2]) {
    let target = target_file(folder, &serve(config), &["credentials: { cust_token: a }", line]);
    for (lang, todo) in ["en", "zh"].into_iter().zip(todo) {
        let ran = conform(&["run", "--operation", "getDist", "--target", &target, "--lang", lang]);
        assert_eq!(ran.code, 3, "{code}: {}", ran.said());
        assert!(ran.stdout.contains(todo), "{code} says nothing of {todo}: {}", ran.said());
        let totals = ran.finished().totals;
        assert_eq!((totals.count(Verdict::Fail), totals.count(Verdict::Pass)), (0, 0), "{code}: {}", ran.said());
        let codes = ran.recording().events.into_iter().filter_map(|event| match event {
            Event::Verdict(verdict) if verdict.verdict == Verdict::Inconclusive => {
                verdict.finding.map(|finding| finding.root.code.as_str())
            }
            _ => None,
        });
        // Twelve in vain end the run: the rest was not tried.
        let codes: std::collections::BTreeSet<&str> = codes.collect();
        assert!(codes.contains(code) && codes.iter().all(|found| [code, "unreachable"].contains(found)), "{codes:?}");
    }
}

#[test]
fn each_fault_of_tls_has_its_own_reason_and_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let named = "tls: { ca: ca.pem }";
    let own = "127.0.0.1";
    assert_undecided(configured(folder, own, true), folder, named, "tls-expired", ["renew", "更换"]);
    assert_undecided(configured(folder, "other.example", false), folder, named, "tls-wrong-name", ["base_url"; 2]);
    assert_undecided(configured(folder, own, false), folder, "headers: {}", "tls-untrusted", ["tls.ca"; 2]);
    let demanding = Certified::of(own, false).trusted_in(folder).demanding_server();
    assert_undecided(demanding, folder, named, "tls-client-certificate", ["tls.client_certificate"; 2]);
}
