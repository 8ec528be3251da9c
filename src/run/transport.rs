//! Carries one request to a target and brings its answer back, whatever the target does.

mod decode;
mod fault;
mod greet;

use std::path::Path;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::deck::Recorder;
use super::tape::{Fidelity, Tape};
use crate::observation::{HttpAnswer, HttpRequest, TlsFault, WireFault};
use crate::target::WireSettings;
use fault::Phase;

/// Bytes that the head of an answer may have: the fixed limit of the HTTP parser.
pub const HEAD_LIMIT: u64 = 8192 + 4096 * 100;

/// Headers that an answer may have.
const MAX_HEADERS: usize = 256;

/// Connections that are dialled for a request that could not be sent.
const DIALS: u32 = 3;
/// How long a process may take to close all that it had open.
const MOMENT: Duration = Duration::from_millis(50);
/// So often it is looked twice; a target that goes on answering after that many answers broke off only breaks them off.
const TRUSTED: usize = 8;

/// How long an idle connection is kept. Shorter than the idle limit of common servers, so that it is the client that
/// hangs up: a request written to a connection that the server has just closed would be lost.
const IDLE: Duration = Duration::from_secs(3);

/// What the proxy of the target file says with HTTP 407.
const PROXY_REFUSES: &str = "the proxy refused the request (HTTP 407): `proxy` of the target file needs a user and password that it takes, http://USER:PASSWORD@HOST:PORT";

/// Carries requests: HTTP(S) against a target, in-process where the suite proves itself.
pub trait Transport: Send + Sync {
    /// Sends one request, once, and reads the answer whole.
    ///
    /// # Errors
    /// A [`WireFault`] that says why there is no whole answer. Never hangs: every implementation has a time limit.
    fn send<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>>;

    /// Sends the request of one step of a case: recordings tell exchanges apart by it.
    ///
    /// # Errors
    /// As [`Transport::send`].
    fn send_from<'a>(&'a self, _: Place<'a>, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        self.send(request)
    }

    /// Opens a connection of its own, sends the body of the request as it is and brings back the first bytes of what the
    /// server says to that, as the body of an answer without status: neither TLS nor HTTP is spoken.
    ///
    /// # Errors
    /// As [`Transport::send`]; `Unreachable` where no connection can be had, as in a process.
    fn greet<'a>(&'a self, _: Place<'a>, _: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        let reason = "nothing is opened here but whole exchanges";
        Box::pin(std::future::ready(Err(WireFault::Unreachable(reason.to_owned()))))
    }

    /// How the answer of a step is kept on tape; none: the request goes to the target, at its pace.
    fn recorded(&self, _: Place<'_>) -> Option<Fidelity> {
        None
    }

    /// What the run has had already, if it goes on with an earlier one or is judged again.
    fn earlier(&self) -> Option<&Tape> {
        None
    }

    /// Who keeps exchanges, if anybody does.
    fn recorder(&self) -> Option<&dyn Recorder> {
        None
    }
}

/// Which exchange of a run a request is for.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Case.
    pub case: &'a str,
    /// Step, with its number where it is repeated.
    pub step: &'a str,
    /// It only reads, so that it may be sent once more when it cannot have come.
    pub reads: bool,
}

/// HTTP/1.1 with or without TLS, keep-alive, no redirect followed, nothing retried, bounded in time and memory.
///
/// A request goes out with the headers given, `Host`, `Content-Length`, and `Accept: */*` where none is given.
///
/// **Nothing is sent twice.** When a connection is found to have died before a byte of the request was written, another
/// is dialled without a word: no target can tell. Once a byte is out, a lost connection is a
/// [`WireFault`]; whether the target has acted on the request is then unknown. A target that hangs up after an answer
/// without a word is not trusted again: from then on every request has a connection of its own.
pub struct HttpTransport {
    client: reqwest::Client,
    /// Keeps no connection.
    single: reqwest::Client,
    /// Something was answered, so that a connection may have been kept.
    answered: AtomicBool,
    /// A kept connection was found closed.
    forsaken: AtomicBool,
    /// Whether what breaks off is held against whether somebody still listens; behind a proxy nobody can tell.
    direct: bool,
    /// Answers that broke off although somebody listened.
    broken: AtomicUsize,
    timeout: Duration,
    connect_timeout: Duration,
    max_bytes: u64,
    /// Why the certificates of the system are of no use, for the text of TLS faults.
    no_roots: Option<String>,
}

/// Why no transport can be made of the settings.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// A PEM file cannot be read.
    #[error("cannot read {path}: {error}")]
    Io {
        /// The file.
        path: String,
        /// The system's reason.
        error: std::io::Error,
    },
    /// A PEM file does not hold what it should.
    #[error("{path}: expected {expected} in PEM form: {reason}")]
    Pem {
        /// The file.
        path: String,
        /// What it should hold.
        expected: &'static str,
        /// What the parser says.
        reason: String,
    },
    /// The proxy is no URL that can be used. Its text is left out: it may hold a password.
    #[error("`proxy` is no URL of an HTTP proxy, expected for example http://127.0.0.1:3128: {0}")]
    Proxy(String),
    /// The HTTP client refuses the settings.
    #[error("cannot set up the HTTP client: {0}")]
    Client(String),
}

impl HttpTransport {
    /// A transport with its own pool of connections.
    ///
    /// # Errors
    /// [`TransportError`] when a certificate file or the proxy is unusable.
    pub fn new(settings: &WireSettings) -> Result<Self, TransportError> {
        install_provider();
        let (client, no_roots) = client(settings)?;
        let (single, _) = self::client(&WireSettings { pool_max_idle: 0, ..settings.clone() })?;
        let (answered, forsaken) = (AtomicBool::new(false), AtomicBool::new(false));
        let (timeout, connect_timeout, max_bytes) = (settings.timeout, settings.connect_timeout, settings.max_bytes);
        let (direct, broken) = (settings.proxy.is_none(), AtomicUsize::new(0));
        Ok(Self { client, single, answered, forsaken, direct, broken, timeout, connect_timeout, max_bytes, no_roots })
    }

    /// One exchange, on a connection of its own or on one that may have been kept.
    async fn carry(&self, request: &HttpRequest, alone: bool) -> Result<HttpAnswer, WireFault> {
        let alone = alone || self.forsaken.load(Ordering::Relaxed);
        let reused = !alone && self.answered.load(Ordering::Relaxed);
        let client = if alone { &self.single } else { &self.client };
        // One clock around everything: no phase of an exchange can escape it.
        let answer = tokio::time::timeout(self.timeout, self.exchange(client, request)).await;
        let answer = answer.unwrap_or(Err(WireFault::Timeout(self.timeout)));
        match answer {
            Ok(answer) => {
                self.answered.store(true, Ordering::Relaxed);
                Ok(answer)
            }
            Err(WireFault::Closed { .. }) => {
                self.forsaken.fetch_or(reused, Ordering::Relaxed);
                Err(WireFault::Closed { reused })
            }
            Err(WireFault::Truncated(reason)) if self.direct && self.is_gone(&request.url).await => {
                Err(WireFault::Unreachable(format!("nobody listens any more; the last answer broke off: {reason}")))
            }
            Err(fault) => Err(fault),
        }
    }

    /// Whether nobody accepts connections where a request went: a target that has died in the middle of an answer has stopped
    /// answering, which is no fault of that answer.
    async fn is_gone(&self, url: &str) -> bool {
        let Ok(url) = reqwest::Url::parse(url) else { return false };
        let Some((host, port)) = url.host_str().zip(url.port_or_known_default()) else { return false };
        let address = (host.trim_matches(['[', ']']), port);
        // The listening socket of a process that ends may outlive its connections by a moment.
        let looks = if self.broken.load(Ordering::Relaxed) < TRUSTED { 2 } else { 1 };
        for look in 0..looks {
            if look > 0 {
                tokio::time::sleep(MOMENT).await;
            }
            let dial = tokio::time::timeout(self.timeout, tokio::net::TcpStream::connect(address)).await;
            if !dial.is_ok_and(|dialled| dialled.is_ok()) {
                return true;
            }
        }
        self.broken.fetch_add(1, Ordering::Relaxed);
        false
    }

    async fn exchange(&self, client: &reqwest::Client, request: &HttpRequest) -> Result<HttpAnswer, WireFault> {
        let start = Instant::now();
        let request = self.build(request)?;
        let https = request.url().scheme() == "https";
        let fault = |phase| move |error| self.explain(fault::classify(&error, phase, https));
        let mut response = dialled(client, request).await.map_err(fault(Phase::Head))?;
        // A status for proxies alone: behind one the target has not been asked.
        if !self.direct && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err(WireFault::Unreachable(PROXY_REFUSES.to_owned()));
        }
        if response.content_length().is_some_and(|length| length > self.max_bytes) {
            return Err(WireFault::TooLarge(self.max_bytes));
        }
        let mut sent = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(fault(Phase::Body))? {
            if (sent.len() + chunk.len()) as u64 > self.max_bytes {
                return Err(WireFault::TooLarge(self.max_bytes));
            }
            sent.extend_from_slice(&chunk);
        }
        let elapsed = start.elapsed();
        let body = decode::decode(response.headers(), sent, self.max_bytes)?;
        Ok(HttpAnswer { status: response.status().as_u16(), headers: texts(response.headers()), body, elapsed })
    }

    fn build(&self, request: &HttpRequest) -> Result<reqwest::Request, WireFault> {
        let unsendable = |what: &str| WireFault::Unreachable(format!("the request cannot be sent: {what}"));
        let method = request.method.parse().map_err(|_| unsendable("no HTTP method"))?;
        let url = reqwest::Url::parse(&request.url).map_err(|error| unsendable(&format!("its URL: {error}")))?;
        let mut headers = HeaderMap::new();
        for (name, value) in &request.headers {
            let field: HeaderName = name.parse().map_err(|_| unsendable(&format!("`{name}` is no header name")))?;
            let value = HeaderValue::from_bytes(value.as_bytes());
            headers.append(field, value.map_err(|_| unsendable(&format!("the value of header `{name}`")))?);
        }
        let mut built = reqwest::Request::new(method, url);
        *built.headers_mut() = headers;
        if !request.body.is_empty() {
            *built.body_mut() = Some(request.body.clone().into());
        }
        Ok(built)
    }

    fn explain(&self, fault: WireFault) -> WireFault {
        match (fault, &self.no_roots) {
            (WireFault::Tls(fault), Some(no_roots)) => {
                let reason = format!("{fault} (no certificates of the system: {no_roots})");
                WireFault::Tls(TlsFault { reason, ..fault })
            }
            (fault, _) => fault,
        }
    }
}

/// Sends a request. Where a fresh connection ends before a byte of the request is out, without a word that says why,
/// another is dialled: what the server has to say (an alert of TLS, another protocol) may have been lost in the race.
async fn dialled(client: &reqwest::Client, request: reqwest::Request) -> reqwest::Result<reqwest::Response> {
    for _ in 1..DIALS {
        let Some(same) = request.try_clone() else { break };
        match client.execute(same).await {
            Err(error) if fault::is_unsent(&error) => {}
            answer => return answer,
        }
    }
    client.execute(request).await
}

impl Transport for HttpTransport {
    fn send<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        Box::pin(self.carry(request, false))
    }

    /// A request that only reads is sent once more when its connection may have been closed before it came; one that creates
    /// goes out on a connection of its own, so that this cannot happen to it.
    fn send_from<'a>(
        &'a self,
        place: Place<'a>,
        request: &'a HttpRequest,
    ) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        Box::pin(async move {
            if !place.reads {
                return self.carry(request, true).await;
            }
            match self.carry(request, false).await {
                Err(WireFault::Closed { reused: true }) => self.carry(request, true).await,
                answer => answer,
            }
        })
    }

    fn greet<'a>(&'a self, _: Place<'a>, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        Box::pin(self.greeted(request))
    }
}

impl std::fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpTransport").field("timeout", &self.timeout).field("max_bytes", &self.max_bytes).finish()
    }
}

/// Chooses the cryptography of TLS, once in a process; a choice that somebody else has made stands.
fn install_provider() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // The only error is that a provider is installed already, which is what is wanted.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// A client, and why the certificates of the system are of no use.
fn client(settings: &WireSettings) -> Result<(reqwest::Client, Option<String>), TransportError> {
    Ok(match &settings.ca {
        Some(ca) => (trusting(settings, certificates(ca)?)?, None),
        None => match builder(settings)?.build() {
            Ok(client) => (client, None),
            // Without certificates of its own a system can still test plain HTTP, and a TLS fault then says why.
            Err(error) => (trusting(settings, Vec::new())?, Some(fault::innermost(&error))),
        },
    })
}

fn builder(settings: &WireSettings) -> Result<reqwest::ClientBuilder, TransportError> {
    let mut builder = reqwest::Client::builder()
        .http1_only()
        .http1_max_headers(MAX_HEADERS)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(settings.connect_timeout)
        .pool_max_idle_per_host(settings.pool_max_idle)
        .pool_idle_timeout(IDLE)
        .no_proxy();
    if let Some(proxy) = &settings.proxy {
        let proxy = reqwest::Proxy::all(proxy).map_err(|error| TransportError::Proxy(fault::innermost(&error)))?;
        builder = builder.proxy(proxy);
    }
    if let Some(path) = &settings.client_certificate {
        let identity = reqwest::Identity::from_pem(&read(path)?)
            .map_err(|error| pem(path, "a certificate and its private key", &error))?;
        builder = builder.identity(identity);
    }
    Ok(builder)
}

fn trusting(
    settings: &WireSettings,
    certificates: Vec<reqwest::Certificate>,
) -> Result<reqwest::Client, TransportError> {
    let built = builder(settings)?.tls_certs_only(certificates).build();
    built.map_err(|error| TransportError::Client(fault::innermost(&error)))
}

fn certificates(path: &Path) -> Result<Vec<reqwest::Certificate>, TransportError> {
    let expected = "one or more certificates";
    let found = reqwest::Certificate::from_pem_bundle(&read(path)?).map_err(|error| pem(path, expected, &error))?;
    if found.is_empty() {
        return Err(TransportError::Pem { path: path.display().to_string(), expected, reason: "none found".into() });
    }
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>, TransportError> {
    std::fs::read(path).map_err(|error| TransportError::Io { path: path.display().to_string(), error })
}

fn pem(path: &Path, expected: &'static str, error: &reqwest::Error) -> TransportError {
    TransportError::Pem { path: path.display().to_string(), expected, reason: fault::innermost(error) }
}

/// Headers as text; bytes that are not UTF-8 are shown as U+FFFD.
fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect()
}

#[cfg(test)]
#[path = "../../tests/wire/transport.rs"]
mod tests;
