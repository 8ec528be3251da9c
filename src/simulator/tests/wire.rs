//! The simulator over real sockets.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use super::{own, simulator, valid};
use crate::simulator::{MAX_BODY, Serving, spawn_on_loopback};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

fn message(path: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: simulator\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Head and body of one answer with a content length.
fn read_answer(stream: &mut TcpStream) -> (String, String) {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        assert_eq!(stream.read(&mut byte).unwrap(), 1, "the answer ends early");
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap().to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

#[test]
fn one_connection_carries_several_calls_until_the_server_stops() {
    let runtime = runtime();
    let simulator = Arc::new(simulator());
    let serving: Serving = runtime.block_on(spawn_on_loopback(vec![Arc::clone(&simulator)])).unwrap();
    assert!(serving.address.ip().is_loopback());
    let mut stream = connect(serving.address);
    for _ in 0..3 {
        let body = valid(&simulator, "queryOrder").to_string();
        stream.write_all(message("/newtywl/openapi/queryOrder?x=1", &body).as_bytes()).unwrap();
        let (head, body) = read_answer(&mut stream);
        assert!(head.starts_with("http/1.1 200") && head.contains("content-type: application/json; charset=utf-8"));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&body).unwrap()["errcode"], 0);
        assert!(!body.contains(&own(&simulator)));
    }
    stream.write_all(message("/elsewhere", "{}").as_bytes()).unwrap();
    assert!(read_answer(&mut stream).0.starts_with("http/1.1 404"));
    let address = serving.address;
    runtime.block_on(serving.stop()).unwrap();
    let mut rest = Vec::new();
    assert_eq!(stream.read_to_end(&mut rest).unwrap(), 0, "the idle connection is closed");
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
}

#[test]
fn a_body_beyond_the_limit_is_refused_unread() {
    let runtime = runtime();
    let serving = runtime.block_on(spawn_on_loopback(vec![Arc::new(simulator())])).unwrap();
    let mut stream = connect(serving.address);
    let head = format!(
        "POST /newtywl/openapi/addOrder HTTP/1.1\r\nHost: simulator\r\nContent-Length: {}\r\n\r\n",
        MAX_BODY + 1
    );
    stream.write_all(head.as_bytes()).unwrap();
    assert!(read_answer(&mut stream).0.starts_with("http/1.1 413"));
}

#[test]
fn another_method_than_post_gets_an_envelope() {
    let runtime = runtime();
    let serving = runtime.block_on(spawn_on_loopback(vec![Arc::new(simulator())])).unwrap();
    let mut stream = connect(serving.address);
    stream.write_all(b"GET /newtywl/openapi/addOrder HTTP/1.1\r\nHost: simulator\r\n\r\n").unwrap();
    let (head, body) = read_answer(&mut stream);
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&body).unwrap()["errcode"], 1);
}

#[test]
fn a_dropped_server_stops() {
    let runtime = runtime();
    let serving = runtime.block_on(spawn_on_loopback(vec![Arc::new(simulator())])).unwrap();
    let mut stream = connect(serving.address);
    stream.write_all(message("/elsewhere", "{}").as_bytes()).unwrap();
    read_answer(&mut stream);
    drop(serving);
    let mut rest = Vec::new();
    assert_eq!(stream.read_to_end(&mut rest).unwrap(), 0, "the idle connection is closed");
}
