//! Freedoms below the level of messages: how a conforming server may put its answers on the wire. They need a socket.

use std::fmt;
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::platform::Simulator;
use super::server::Serving;
use crate::observation::{HttpAnswer, HttpRequest};

/// A way to put answers on the wire.
#[derive(Clone, Copy)]
pub struct Manner {
    /// Name.
    pub name: &'static str,
    /// What such a server does.
    pub doc: &'static str,
    write: fn(&HttpAnswer) -> Vec<u8>,
    after: After,
    /// It writes in small pieces, and pauses between them.
    hesitates: bool,
    /// It hangs up on what is no proper request (G2.1).
    hangs_up: bool,
}

/// What a server does after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Keep,
    Close,
}

impl fmt::Debug for Manner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Manner").field("name", &self.name).finish_non_exhaustive()
    }
}

const PLAIN: Manner = Manner {
    name: "plain",
    doc: "answers with a length and keeps the connection",
    write: plain,
    after: After::Keep,
    hesitates: false,
    hangs_up: false,
};

/// Every manner.
pub const MANNERS: &[Manner] = &[
    Manner { name: "chunked", doc: "answers in one chunk", write: |answer| chunked(answer, usize::MAX), ..PLAIN },
    Manner {
        name: "chunked-in-pieces",
        doc: "answers in chunks of seven bytes, with an extension and a trailer",
        write: |answer| chunked(answer, 7),
        ..PLAIN
    },
    Manner {
        name: "gzip",
        doc: "compresses answers with gzip",
        write: |answer| packed(answer, "gzip", &gzip(&answer.body)),
        ..PLAIN
    },
    Manner {
        name: "deflate",
        doc: "compresses answers with deflate",
        write: |answer| packed(answer, "deflate", &deflate(&answer.body)),
        ..PLAIN
    },
    Manner {
        name: "gzip-chunked",
        doc: "compresses answers with gzip and sends them in chunks",
        write: |answer| {
            let mut zipped = HttpAnswer { body: gzip(&answer.body), ..answer.clone() };
            zipped.headers.push(("content-encoding".to_owned(), "gzip".to_owned()));
            chunked(&zipped, 64)
        },
        ..PLAIN
    },
    Manner {
        name: "closes",
        doc: "closes the connection after each answer, and says so",
        write: |answer| head(answer, "HTTP/1.1", &[length(&answer.body), close()], &answer.body),
        after: After::Close,
        ..PLAIN
    },
    Manner {
        name: "closes-unannounced",
        doc: "closes the connection after each answer without a word",
        after: After::Close,
        ..PLAIN
    },
    Manner {
        name: "until-closed",
        doc: "answers without a length until it closes the connection",
        write: |answer| head(answer, "HTTP/1.1", &[close()], &answer.body),
        after: After::Close,
        ..PLAIN
    },
    Manner {
        name: "http-1.0",
        doc: "speaks HTTP/1.0",
        write: |answer| head(answer, "HTTP/1.0", &[], &answer.body),
        after: After::Close,
        ..PLAIN
    },
    Manner {
        name: "headers-in-capitals",
        doc: "writes names of headers in capitals, values without a blank, and no reason",
        write: |answer| {
            let mut bytes = format!("HTTP/1.1 {} \r\n", answer.status).into_bytes();
            for (name, value) in &answer.headers {
                bytes.extend(format!("{}:{value}\r\n", name.to_uppercase()).into_bytes());
            }
            bytes.extend(format!("CONTENT-LENGTH:{}\r\n\r\n", answer.body.len()).into_bytes());
            bytes.extend_from_slice(&answer.body);
            bytes
        },
        ..PLAIN
    },
    Manner {
        name: "continues-first",
        doc: "sends an interim answer before each answer",
        write: |answer| [b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), plain(answer)].concat(),
        ..PLAIN
    },
    Manner {
        name: "hesitates",
        doc: "sends answers in pieces, with pauses of a millisecond",
        hesitates: true,
        ..PLAIN
    },
    Manner {
        name: "hangs-up",
        doc: "hangs up on what is no proper request, without an answer",
        hangs_up: true,
        ..PLAIN
    },
];

/// Serves a simulator in this manner on a loopback port that the system chooses, as a task of the current runtime.
///
/// # Errors
/// When no port can be had.
pub async fn spawn_in_manner(simulator: Arc<Simulator>, manner: Manner) -> std::io::Result<Serving> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let (stop, mut stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(async move {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = &mut stopped => return Ok(()),
            };
            let (stream, _) = accepted?;
            let _ = stream.set_nodelay(true);
            tokio::spawn(converse(stream, Arc::clone(&simulator), manner));
        }
    });
    Ok(Serving { address, stop, task })
}

/// Answers the requests of one connection. A client that hangs up ends it.
async fn converse(mut stream: TcpStream, simulator: Arc<Simulator>, manner: Manner) {
    let mut read = Vec::new();
    while let Some(request) = request(&mut stream, &mut read).await {
        if manner.hangs_up && simulator.is_improper(&request) {
            return;
        }
        let bytes = (manner.write)(&simulator.handle(&request));
        if write(&mut stream, &bytes, manner.hesitates).await.is_err() || manner.after == After::Close {
            return;
        }
    }
}

/// Pieces of a hesitating answer.
const PIECES: usize = 3;

async fn write(stream: &mut TcpStream, bytes: &[u8], hesitates: bool) -> std::io::Result<()> {
    if !hesitates {
        return stream.write_all(bytes).await;
    }
    for piece in bytes.chunks(bytes.len().div_ceil(PIECES).max(1)) {
        stream.write_all(piece).await?;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

/// The longest request that is read.
const LONGEST: usize = 1024 * 1024;

/// The next request of a connection; none when it ends or is too long.
async fn request(stream: &mut TcpStream, read: &mut Vec<u8>) -> Option<HttpRequest> {
    let end = loop {
        if let Some(at) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        more(stream, read).await?;
    };
    let text = String::from_utf8_lossy(read.get(..end)?).into_owned();
    let mut lines = text.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, url) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    while read.len() < end + 4 + length {
        more(stream, read).await?;
    }
    let body = read.get(end + 4..end + 4 + length)?.to_vec();
    read.drain(..end + 4 + length);
    Some(HttpRequest { method, url, headers, body })
}

async fn more(stream: &mut TcpStream, read: &mut Vec<u8>) -> Option<()> {
    let mut buffer = [0; 4096];
    let count = stream.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
    read.extend_from_slice(buffer.get(..count)?);
    (read.len() <= LONGEST).then_some(())
}

fn plain(answer: &HttpAnswer) -> Vec<u8> {
    head(answer, "HTTP/1.1", &[length(&answer.body)], &answer.body)
}

fn length(body: &[u8]) -> String {
    format!("content-length: {}", body.len())
}

fn close() -> String {
    "connection: close".to_owned()
}

/// An answer with these headers besides its own.
fn head(answer: &HttpAnswer, version: &str, more: &[String], body: &[u8]) -> Vec<u8> {
    let mut text = format!("{version} {} OK\r\n", answer.status);
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    more.iter().for_each(|line| text.push_str(&format!("{line}\r\n")));
    text.push_str("\r\n");
    [text.as_bytes(), body].concat()
}

fn chunked(answer: &HttpAnswer, size: usize) -> Vec<u8> {
    let mut bytes = head(answer, "HTTP/1.1", &["transfer-encoding: chunked".to_owned()], &[]);
    for chunk in answer.body.chunks(size.min(answer.body.len()).max(1)) {
        bytes.extend(format!("{:x};a=1\r\n", chunk.len()).into_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\nx-end: 1\r\n\r\n");
    bytes
}

fn packed(answer: &HttpAnswer, coding: &str, body: &[u8]) -> Vec<u8> {
    head(answer, "HTTP/1.1", &[format!("content-encoding: {coding}"), length(body)], body)
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing to a vector cannot fail.
    let _ = encoder.write_all(body);
    encoder.finish().unwrap_or_default()
}

fn deflate(body: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let _ = encoder.write_all(body);
    encoder.finish().unwrap_or_default()
}
