//! Requests and answers as they cross the wire.

use std::time::Duration;

use super::tls::TlsFault;

/// A request, ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Method.
    pub method: String,
    /// Absolute URL.
    pub url: String,
    /// Header names and values, in order.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// An answer, read whole and decompressed within the limits of the target file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpAnswer {
    /// HTTP status.
    pub status: u16,
    /// Header names in lower case and values, in order.
    pub headers: Vec<(String, String)>,
    /// Body, decompressed.
    pub body: Vec<u8>,
    /// From the first byte sent to the last byte read.
    pub elapsed: Duration,
}

impl HttpAnswer {
    /// The first header with this name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

/// Why no answer could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireFault {
    /// No connection: refused, unknown host.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// There was a connection, and it was closed before a byte was answered.
    #[error("the connection was closed before an answer")]
    Closed {
        /// It may have served before and have been closed meanwhile, so that the request may never have been seen.
        reused: bool,
    },
    /// The TLS handshake failed.
    #[error("TLS: {0}")]
    Tls(TlsFault),
    /// No whole answer within the time limit.
    #[error("no whole answer within {0:?}")]
    Timeout(Duration),
    /// The connection ended inside the answer.
    #[error("the answer broke off: {0}")]
    Truncated(String),
    /// More bytes than the limit, also after decompression.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(u64),
    /// More JSON values than are kept of one answer.
    #[error("the answer has more than {0} values")]
    TooManyValues(usize),
    /// The content encoding is unknown or its data are damaged.
    #[error("content encoding: {0}")]
    BadEncoding(String),
    /// What came is not HTTP.
    #[error("not HTTP: {0}")]
    NotHttp(String),
    /// No request is taken now, whatever it asks for: a limit of rate (429), or an overload that says when to come again
    /// (503 with `Retry-After`).
    #[error("the target takes no request now (HTTP {0}); `requests_per_second` of the target file slows a run down")]
    Busy(u16),
    /// The run was stopped.
    #[error("the run was stopped")]
    Stopped,
}
