//! Says one thing to a server over a connection of its own, below TLS and HTTP, and listens to how its answer begins.

use std::io;
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::HttpTransport;
use crate::observation::{Greeting, HttpAnswer, HttpRequest, WireFault, greeting};

/// Bytes of an answer that are read at most: some alerts and the head of a first message.
const ENOUGH: usize = 256;

impl HttpTransport {
    /// Sends the body of a request as it is, and brings back the first bytes of what the server says.
    pub(super) async fn greeted(&self, request: &HttpRequest) -> Result<HttpAnswer, WireFault> {
        if !self.direct {
            let reason = "a proxy stands between, and what it would say is not the server's";
            return Err(WireFault::Unreachable(reason.to_owned()));
        }
        // The limit for a connection with its handshake: this is the beginning of one.
        let limit = self.connect_timeout;
        let said = tokio::time::timeout(limit, exchanged(request));
        said.await.unwrap_or(Err(WireFault::Timeout(limit)))
    }
}

async fn exchanged(request: &HttpRequest) -> Result<HttpAnswer, WireFault> {
    let unreachable = |error: String| WireFault::Unreachable(error);
    let url = reqwest::Url::parse(&request.url).map_err(|error| unreachable(error.to_string()))?;
    let address = url.host_str().zip(url.port_or_known_default());
    let (host, port) = address.ok_or_else(|| unreachable("the URL names no host".to_owned()))?;
    let dialled = TcpStream::connect((host.trim_matches(['[', ']']), port)).await;
    let mut stream = dialled.map_err(|error| unreachable(error.to_string()))?;
    let start = Instant::now();
    let mut said = Vec::new();
    match heard(&mut stream, &request.body, &mut said).await {
        Err(error) if said.is_empty() => Err(ended(&error)),
        Ok(()) if said.is_empty() => Err(WireFault::Closed { reused: false }),
        // What was said before the connection ended was said.
        _ => Ok(HttpAnswer { status: 0, headers: Vec::new(), body: said, elapsed: start.elapsed() }),
    }
}

/// Says it, and listens until what is said is clear.
async fn heard(stream: &mut TcpStream, own: &[u8], said: &mut Vec<u8>) -> io::Result<()> {
    // A server that is not willing to listen may have said why before it hung up.
    let sent = stream.write_all(own).await;
    let mut listening = stream.take(ENOUGH as u64);
    while greeting(said) == Greeting::Partial {
        if listening.read_buf(said).await? == 0 {
            break;
        }
    }
    if said.is_empty() { sent } else { Ok(()) }
}

fn ended(error: &io::Error) -> WireFault {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::UnexpectedEof => {
            WireFault::Closed { reused: false }
        }
        _ => WireFault::Unreachable(error.to_string()),
    }
}
