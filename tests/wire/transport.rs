//! The transport against real sockets: every way in which a target can disappoint, and every freedom that it has.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "loopback.rs"]
mod loopback;
#[path = "tls.rs"]
mod tls;

use std::io::Write;
use std::sync::{Arc, Mutex};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use loopback::{Server, hold, read_request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// Long enough for any machine: only a test that waits for the limit to strike takes a short one.
const AMPLE: Duration = Duration::from_secs(60);

fn settings() -> WireSettings {
    WireSettings { timeout: AMPLE, connect_timeout: AMPLE, max_bytes: 64 * 1024, ..WireSettings::default() }
}

fn post(url: &str) -> HttpRequest {
    HttpRequest {
        method: "POST".into(),
        url: url.into(),
        headers: vec![("Content-Type".into(), "application/json".into())],
        body: b"{\"a\":1}".to_vec(),
    }
}

async fn send_with(settings: &WireSettings, url: &str) -> Result<HttpAnswer, WireFault> {
    HttpTransport::new(settings).unwrap().send(&post(url)).await
}

async fn send_to(server: &Server) -> Result<HttpAnswer, WireFault> {
    send_with(&settings(), &server.url("/x")).await
}

async fn answer_to(bytes: impl Into<Vec<u8>>) -> Result<HttpAnswer, WireFault> {
    send_to(&Server::answering(bytes).await).await
}

fn with_body(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    answer.extend_from_slice(body);
    answer
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

mod requests {
    use super::*;

    #[tokio::test]
    async fn go_out_with_the_headers_given_and_no_others_than_documented() {
        let seen = Arc::new(Mutex::new(String::new()));
        let copy = Arc::clone(&seen);
        let server = Server::start(move |mut stream| {
            let seen = Arc::clone(&copy);
            async move {
                *seen.lock().unwrap() = read_request(&mut stream).await.unwrap();
                stream.write_all(&with_body("", b"")).await.unwrap();
            }
        })
        .await;
        let mut request = post(&server.url("/a/b?c=%E4%BA%8C"));
        request.headers.push(("X-Twice".into(), "1".into()));
        request.headers.push(("X-Twice".into(), "名".into()));
        HttpTransport::new(&settings()).unwrap().send(&request).await.unwrap();
        let seen = seen.lock().unwrap().clone();
        let (head, body) = seen.split_once("\r\n\r\n").unwrap();
        let mut lines: Vec<&str> = head.lines().collect();
        assert_eq!(lines.remove(0), "POST /a/b?c=%E4%BA%8C HTTP/1.1");
        lines.sort_unstable();
        let host = format!("host: {}", server.address);
        let expected =
            ["accept: */*", "content-length: 7", "content-type: application/json", &host, "x-twice: 1", "x-twice: 名"];
        assert_eq!(lines, expected);
        assert_eq!(body, "{\"a\":1}");
    }

    #[tokio::test]
    async fn that_cannot_be_built_are_faults() {
        let transport = HttpTransport::new(&settings()).unwrap();
        let mut requests = vec![post("not a url"), post("ftp://127.0.0.1/"), post("http://127.0.0.1:1/")];
        requests[2].headers.push(("bad name".into(), "1".into()));
        requests.push(HttpRequest { method: "B AD".into(), ..post("http://127.0.0.1:1/") });
        requests.push(HttpRequest { headers: vec![("a".into(), "b\r\nc: d".into())], ..post("http://127.0.0.1:1/") });
        for request in requests {
            let fault = transport.send(&request).await.unwrap_err();
            assert!(matches!(fault, WireFault::Unreachable(_)), "{request:?}: {fault:?}");
        }
    }

    #[tokio::test]
    async fn share_a_connection_that_is_kept_alive() {
        let server = Server::start(|mut stream| async move {
            while read_request(&mut stream).await.is_some() {
                stream.write_all(&with_body("", b"{}")).await.unwrap();
            }
        })
        .await;
        let transport = HttpTransport::new(&settings()).unwrap();
        for _ in 0..5 {
            transport.send(&post(&server.url("/"))).await.unwrap();
        }
        assert_eq!(server.connections(), 1);
        let alone = HttpTransport::new(&WireSettings { pool_max_idle: 0, ..settings() }).unwrap();
        for _ in 0..3 {
            alone.send(&post(&server.url("/"))).await.unwrap();
        }
        assert_eq!(server.connections(), 4, "no pool: one connection an exchange");
    }

    #[tokio::test]
    async fn that_a_reused_connection_loses_are_not_sent_twice() {
        let posts = Arc::new(Mutex::new(0));
        let copy = Arc::clone(&posts);
        let server = Server::start(move |mut stream| {
            let posts = Arc::clone(&copy);
            async move {
                while read_request(&mut stream).await.is_some() {
                    *posts.lock().unwrap() += 1;
                    if *posts.lock().unwrap() == 2 {
                        return;
                    }
                    stream.write_all(&with_body("", b"{}")).await.unwrap();
                }
            }
        })
        .await;
        let transport = HttpTransport::new(&settings()).unwrap();
        transport.send(&post(&server.url("/"))).await.unwrap();
        let fault = transport.send(&post(&server.url("/"))).await.unwrap_err();
        assert_eq!(fault, WireFault::Closed { reused: true });
        assert_eq!(*posts.lock().unwrap(), 2, "the lost one was not sent again");
        transport.send(&post(&server.url("/"))).await.unwrap();
    }

    /// A server that answers the first request of a connection and hangs up on the second.
    async fn forgetful() -> (Server, Arc<Mutex<usize>>) {
        let posts = Arc::new(Mutex::new(0));
        let copy = Arc::clone(&posts);
        let server = Server::start(move |mut stream| {
            let posts = Arc::clone(&copy);
            async move {
                if read_request(&mut stream).await.is_some() {
                    *posts.lock().unwrap() += 1;
                    stream.write_all(&with_body("", b"{}")).await.unwrap();
                    if read_request(&mut stream).await.is_some() {
                        *posts.lock().unwrap() += 1;
                    }
                }
            }
        })
        .await;
        (server, posts)
    }

    #[tokio::test]
    async fn that_only_read_go_out_once_more_when_their_connection_was_closed() {
        let (server, posts) = forgetful().await;
        let transport = HttpTransport::new(&settings()).unwrap();
        let place = Place { case: "c", step: "s", reads: true };
        for _ in 0..4 {
            transport.send_from(place, &post(&server.url("/"))).await.unwrap();
        }
        assert_eq!(*posts.lock().unwrap(), 5, "one was lost, and no connection was kept after that");
        assert_eq!(server.connections(), 4);
    }

    #[tokio::test]
    async fn that_create_have_connections_of_their_own() {
        let (server, posts) = forgetful().await;
        let transport = HttpTransport::new(&settings()).unwrap();
        let place = Place { case: "c", step: "s", reads: false };
        for _ in 0..3 {
            transport.send_from(place, &post(&server.url("/"))).await.unwrap();
        }
        assert_eq!((*posts.lock().unwrap(), server.connections()), (3, 3));
    }
}

mod answers {
    use super::*;

    #[tokio::test]
    async fn have_lower_case_headers_in_order_and_their_time() {
        let answer = answer_to(with_body("X-B: 1\r\nContent-Type: a/b\r\nX-B: 2\r\n", b"hi")).await.unwrap();
        let named: Vec<_> = answer.headers.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert!(named.contains(&"x-b=1".to_owned()) && named.contains(&"x-b=2".to_owned()), "{named:?}");
        assert_eq!(answer.header("content-type"), Some("a/b"));
        assert_eq!((answer.status, answer.body.as_slice()), (200, b"hi".as_slice()));
        assert!(answer.elapsed > Duration::ZERO && answer.elapsed < AMPLE);
    }

    #[tokio::test]
    async fn may_be_framed_in_every_way_that_http_knows() {
        let framed: [(&str, &[u8]); 6] = [
            (
                "chunked",
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n1;x=y\r\n \r\n0\r\nT: 1\r\n\r\n",
            ),
            ("until closed", b"HTTP/1.1 200 OK\r\n\r\n{} "),
            ("http 1.0", b"HTTP/1.0 200 OK\r\n\r\n{} "),
            ("connection close", b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\n{} "),
            ("continue", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{} "),
            ("no reason phrase", b"HTTP/1.1 200 \r\nContent-Length: 3\r\n\r\n{} "),
        ];
        for (name, bytes) in framed {
            let answer = answer_to(bytes).await.unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
            assert_eq!(answer.body, b"{} ", "{name}");
        }
    }

    #[tokio::test]
    async fn that_redirect_are_answers() {
        let server = Server::answering("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n").await;
        let answer = send_to(&server).await.unwrap();
        assert_eq!((answer.status, answer.header("location")), (302, Some("/again")));
        assert_eq!(server.connections(), 1);
    }

    #[tokio::test]
    async fn of_every_status_are_answers() {
        for status in [204, 400, 404, 500, 503, 799] {
            let answer = answer_to(format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n")).await.unwrap();
            assert_eq!(answer.status, status);
        }
    }

    #[tokio::test]
    async fn are_decompressed_and_keep_their_headers() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(b"{}").unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(b"{}").unwrap();
        let encoded = [
            ("gzip", gzip(b"{}")),
            ("GZip", gzip(b"{}")),
            ("x-gzip", [gzip(b"{"), gzip(b"}")].concat()),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", raw.finish().unwrap()),
            ("identity", b"{}".to_vec()),
            ("gzip, gzip", gzip(&gzip(b"{}"))),
        ];
        for (encoding, body) in encoded {
            let answer = answer_to(with_body(&format!("Content-Encoding: {encoding}\r\n"), &body)).await;
            let answer = answer.unwrap_or_else(|fault| panic!("{encoding}: {fault:?}"));
            assert_eq!(answer.body, b"{}", "{encoding}");
            assert_eq!(answer.header("content-encoding"), Some(encoding));
        }
        let empty = answer_to(with_body("Content-Encoding: gzip\r\n", b"")).await.unwrap();
        assert!(empty.body.is_empty());
    }
}

mod faults {
    use super::*;

    #[tokio::test]
    async fn refused_port_is_unreachable() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        drop(listener);
        let fault = send_with(&settings(), &url).await.unwrap_err();
        assert!(matches!(&fault, WireFault::Unreachable(reason) if reason.contains("refused")), "{fault:?}");
    }

    #[tokio::test]
    async fn connection_closed_before_an_answer_is_told_apart_from_none() {
        let read_first = Server::start(|mut stream| async move {
            read_request(&mut stream).await;
        });
        let at_once = Server::start(|stream| async move { drop(stream) });
        for server in [read_first.await, at_once.await] {
            let fault = send_to(&server).await.unwrap_err();
            assert_eq!(fault, WireFault::Closed { reused: false });
        }
    }

    #[tokio::test]
    async fn stall_at_any_point_is_a_timeout() {
        let starts: [&[u8]; 4] = [
            b"",
            b"HTTP/1.1 200 OK\r\nX-",
            b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        ];
        for start in starts {
            let server = Server::start(move |mut stream| async move {
                read_request(&mut stream).await;
                stream.write_all(start).await.unwrap();
                hold(stream).await;
            })
            .await;
            let short = WireSettings { timeout: Duration::from_millis(150), ..settings() };
            let fault = send_with(&short, &server.url("/")).await.unwrap_err();
            assert_eq!(fault, WireFault::Timeout(short.timeout), "{:?}", String::from_utf8_lossy(start));
        }
    }

    #[tokio::test]
    async fn trickle_of_bytes_does_not_outlast_the_limit() {
        let server = Server::start(|mut stream| async move {
            read_request(&mut stream).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n").await.unwrap();
            let mut tick = tokio::time::interval(Duration::from_millis(10));
            while stream.write_all(b" ").await.is_ok() {
                tick.tick().await;
            }
        })
        .await;
        let short = WireSettings { timeout: Duration::from_millis(200), ..settings() };
        let fault = send_with(&short, &server.url("/")).await.unwrap_err();
        assert_eq!(fault, WireFault::Timeout(short.timeout));
    }

    #[tokio::test]
    async fn answer_that_breaks_off_is_truncated() {
        let broken: [&[u8]; 3] = [
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{}\r\n",
        ];
        for bytes in broken {
            let fault = answer_to(bytes).await.unwrap_err();
            assert!(matches!(fault, WireFault::Truncated(_)), "{:?}: {fault:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[tokio::test]
    async fn target_that_dies_over_an_answer_is_gone() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let dying = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            read_request(&mut stream).await;
            drop(listener);
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{").await.unwrap();
        });
        let fault = send_with(&settings(), &url).await.unwrap_err();
        dying.await.unwrap();
        assert!(matches!(&fault, WireFault::Unreachable(reason) if reason.contains("broke off")), "{fault:?}");
    }

    #[tokio::test]
    async fn answer_beyond_the_limit_is_not_read_on() {
        let endless = Server::start(|mut stream| async move {
            read_request(&mut stream).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await.unwrap();
            let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
            while stream.write_all(chunk.as_bytes()).await.is_ok() {}
        })
        .await;
        assert_eq!(send_to(&endless).await.unwrap_err(), WireFault::TooLarge(64 * 1024));
        let announced = Server::start(|mut stream| async move {
            read_request(&mut stream).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 70000000000\r\n\r\n").await.unwrap();
            hold(stream).await;
        })
        .await;
        assert_eq!(send_to(&announced).await.unwrap_err(), WireFault::TooLarge(64 * 1024));
        let mut one_more = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        one_more.resize(one_more.len() + 64 * 1024 + 1, b' ');
        assert_eq!(answer_to(one_more).await.unwrap_err(), WireFault::TooLarge(64 * 1024), "one byte, not announced");
        let limit = answer_to(with_body("", &[b' '; 64 * 1024])).await.unwrap();
        assert_eq!(limit.body.len(), 64 * 1024, "the limit itself is allowed");
    }

    #[tokio::test]
    async fn compressed_bomb_stops_at_the_limit() {
        // Gzip data may be a row of members: 256 members of 1 MiB unfold to 256 MiB.
        let bomb = gzip(&vec![0; 1024 * 1024]).repeat(256);
        let roomy = WireSettings { max_bytes: 1024 * 1024, ..settings() };
        assert!((bomb.len() as u64) < roomy.max_bytes, "small enough as sent");
        let server = Server::answering(with_body("Content-Encoding: gzip\r\n", &bomb)).await;
        let fault = send_with(&roomy, &server.url("/")).await.unwrap_err();
        assert_eq!(fault, WireFault::TooLarge(1024 * 1024));
    }

    #[tokio::test]
    async fn damaged_and_unknown_encodings_are_named() {
        let mut flipped = gzip(b"{\"errcode\":0}");
        let last = flipped.len() - 6;
        flipped[last] ^= 0xff;
        let cut = gzip(b"{\"errcode\":0}")[..12].to_vec();
        let damaged = [
            ("gzip", flipped),
            ("gzip", cut),
            ("gzip", b"{}".to_vec()),
            ("deflate", b"\xff\xff\xff".to_vec()),
            ("br", b"{}".to_vec()),
            ("gzip,gzip,gzip,gzip,gzip", gzip(b"{}")),
        ];
        for (encoding, body) in damaged {
            let fault = answer_to(with_body(&format!("Content-Encoding: {encoding}\r\n"), &body)).await.unwrap_err();
            assert!(matches!(fault, WireFault::BadEncoding(_)), "{encoding}: {fault:?}");
        }
    }

    #[tokio::test]
    async fn other_protocols_and_broken_syntax_are_not_http() {
        let garbage: [&[u8]; 7] = [
            b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
            b"\x15\x03\x01\x00\x02\x02\x46\r\n\r\n",
            b"<html>busy</html>\r\n\r\n",
            b"HTTP/1.1 abc OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nbad name: x\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ];
        for bytes in garbage {
            let fault = answer_to(bytes).await.unwrap_err();
            assert!(matches!(fault, WireFault::NotHttp(_)), "{:?}: {fault:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[tokio::test]
    async fn server_that_speaks_first_is_not_http() {
        let server = Server::start(|mut stream| async move {
            stream.write_all(b"220 mail.example ESMTP\r\n").await.unwrap();
            let mut sink = [0; 1024];
            while stream.read(&mut sink).await.is_ok_and(|read| read > 0) {}
        })
        .await;
        let fault = send_to(&server).await.unwrap_err();
        assert!(matches!(fault, WireFault::NotHttp(_)), "{fault:?}");
    }

    #[tokio::test]
    async fn head_without_end_is_too_large() {
        let long = format!("HTTP/1.1 200 OK\r\nX-Long: {}\r\n\r\n", "x".repeat(1024 * 1024));
        assert_eq!(answer_to(long).await.unwrap_err(), WireFault::TooLarge(HEAD_LIMIT));
        let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(2 * MAX_HEADERS));
        assert_eq!(answer_to(many).await.unwrap_err(), WireFault::TooLarge(HEAD_LIMIT));
    }

    #[tokio::test]
    async fn unreachable_proxy_is_named_and_a_wrong_one_refused() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let server = Server::answering(with_body("", b"{}")).await;
        let through = WireSettings { proxy: Some(proxy), ..settings() };
        let fault = send_with(&through, &server.url("/")).await.unwrap_err();
        assert!(matches!(fault, WireFault::Unreachable(_)), "{fault:?}");
        assert_eq!(server.connections(), 0);
        let wrong = HttpTransport::new(&WireSettings { proxy: Some("::user:pass".into()), ..settings() });
        let text = wrong.unwrap_err().to_string();
        assert!(text.contains("proxy") && !text.contains("pass"), "{text}");
    }

    #[tokio::test]
    async fn proxy_gets_the_requests() {
        let proxy = Server::answering(with_body("", b"{}")).await;
        let through = WireSettings { proxy: Some(proxy.url("")), ..settings() };
        send_with(&through, "http://nowhere.invalid/").await.unwrap();
        assert_eq!(proxy.connections(), 1);
    }
}
