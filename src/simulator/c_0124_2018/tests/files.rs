//! Files can be fetched where the answers say, for ten minutes.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::{BASE, about, form, get, post, simulator, valid, with_clock};
use crate::simulator::{Simulator, spawn_on_loopback};

/// File format and address of a licence.
fn file_of(simulator: &Simulator, licence: &serde_json::Value) -> (String, String) {
    let operation = "GetCertificateFileByCertificateID";
    let answer = post(simulator, operation, &about(simulator, operation, licence));
    let text = |name: &str| answer["data"]["dataList"][0][name].as_str().unwrap().to_owned();
    (text("fileFormat"), text("fileUrl"))
}

#[test]
fn each_licence_has_an_address_of_its_own_and_a_file_of_its_format() {
    let simulator = simulator();
    let mut seen = std::collections::BTreeSet::new();
    for licence in simulator.known()["licences"].as_array().unwrap() {
        let (format, url) = file_of(&simulator, licence);
        assert!(url.starts_with(&format!("{BASE}/files/")), "{url}");
        let answer = get(&simulator, &url);
        let magic: &[u8] = if format == "pdf" { b"%PDF-" } else { b"PK\x03\x04" };
        assert_eq!((answer.status, answer.body.starts_with(magic)), (200, true), "{format}");
        assert!(seen.insert(url));
    }
}

#[test]
fn an_address_ends_after_ten_minutes() {
    let (simulator, passed) = with_clock();
    let (_, url) = file_of(&simulator, &simulator.known()["licences"][0]);
    passed.store(600, Ordering::Relaxed);
    assert_eq!(get(&simulator, &url).status, 200);
    passed.store(601, Ordering::Relaxed);
    assert_eq!(get(&simulator, &url).status, 410);
    let (_, renewed) = file_of(&simulator, &simulator.known()["licences"][0]);
    assert_eq!(get(&simulator, &renewed).status, 200);
}

#[test]
fn addresses_that_were_not_given_out_lead_nowhere() {
    let simulator = simulator();
    let (_, url) = file_of(&simulator, &simulator.known()["licences"][0]);
    for wrong in [url.replace("files/0", "files/1"), url[..url.len() - 8].to_owned(), format!("{BASE}/files/")] {
        assert_eq!(get(&simulator, &wrong).status, 404, "{wrong}");
    }
    let (headers, body) = (Vec::new(), Vec::new());
    let post = crate::observation::HttpRequest { method: "POST".to_owned(), url, headers, body };
    assert_eq!(simulator.handle(&post).status, 405);
}

/// Head and body of the answer to one message, after which the connection ends.
fn exchange(address: std::net::SocketAddr, message: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(message.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    (String::from_utf8_lossy(&answer[..end]).into_owned(), answer[end + 4..].to_vec())
}

#[test]
fn the_address_is_the_one_at_which_the_server_was_reached() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let simulator = Arc::new(simulator());
    let serving = runtime.block_on(spawn_on_loopback(vec![Arc::clone(&simulator)])).unwrap();
    let host = serving.address.to_string();
    let body = form(&valid(&simulator, "GetCertificateFileByHolder"));
    let message = format!(
        "POST /elssp/v1/GetCertificateFileByHolder HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let (_, body) = exchange(serving.address, &message);
    let answer: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let url = answer["data"]["dataList"][0]["fileUrl"].as_str().unwrap();
    let path = url.strip_prefix(&format!("http://{host}")).unwrap();
    let message = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let (head, file) = exchange(serving.address, &message);
    assert!(head.starts_with("HTTP/1.1 200") && file.starts_with(b"%PDF-"), "{head}");
}
