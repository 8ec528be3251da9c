//! Why an exchange failed, told by the types of an error and its sources.

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError, PeerIncompatible};

use crate::observation::{TlsFault, TlsKind, WireFault};

/// How far an exchange had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// No whole head had been read.
    Head,
    /// The head had been read.
    Body,
}

/// What the sources of an error say.
#[derive(Debug, Default)]
struct Facts {
    tls: Option<TlsFault>,
    io: Option<io::ErrorKind>,
    parse: bool,
    too_large: bool,
    incomplete: bool,
    /// The request was not sent, since its connection had ended.
    canceled: bool,
    /// Something that the server did, of a kind that hyper has no question for.
    other: bool,
}

impl Facts {
    /// The request was not sent, and nothing says why.
    fn unsent(&self) -> bool {
        let unknown = self.tls.is_none() && self.io.is_none();
        self.canceled && unknown && !self.parse && !self.too_large && !self.incomplete && !self.other
    }
}

/// Whether the connection had ended before a byte of the request was sent, in a way that tells nothing of the reason.
pub(super) fn is_unsent(error: &reqwest::Error) -> bool {
    !error.is_connect() && facts(error).unsent()
}

/// The fault behind an error of the HTTP client.
pub(super) fn classify(error: &reqwest::Error, phase: Phase, https: bool) -> WireFault {
    let facts = facts(error);
    let reason = innermost(error);
    if error.is_builder() {
        return WireFault::Unreachable(format!("the request cannot be sent: {reason}"));
    }
    if error.is_connect() {
        return unconnected(error, facts, reason, https);
    }
    match (facts, phase) {
        (Facts { tls: Some(fault), .. }, _) => WireFault::Tls(fault),
        (Facts { too_large: true, .. }, _) => WireFault::TooLarge(super::HEAD_LIMIT),
        (Facts { parse: true, .. }, _) => WireFault::NotHttp(reason),
        // The chunked coding is read with errors of the standard library: these kinds are its syntax errors.
        (Facts { io: Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput), .. }, _) => {
            WireFault::NotHttp(reason)
        }
        (_, Phase::Body) => WireFault::Truncated(reason),
        (Facts { incomplete: true, .. }, Phase::Head) => WireFault::Closed { reused: false },
        (Facts { io: Some(kind), .. }, Phase::Head) if is_end(kind) => WireFault::Closed { reused: false },
        (Facts { io: Some(_), .. }, Phase::Head) => WireFault::Unreachable(reason),
        (facts, Phase::Head) if facts.unsent() => WireFault::Closed { reused: false },
        // What is left are bytes where none were due: a server that speaks first, in another protocol. hyper has a
        // kind for that, but no way to ask for it.
        (_, Phase::Head) => WireFault::NotHttp(reason),
    }
}

fn unconnected(error: &reqwest::Error, facts: Facts, reason: String, https: bool) -> WireFault {
    match facts {
        _ if error.is_timeout() => WireFault::Unreachable("no connection within the time limit".to_owned()),
        Facts { tls: Some(fault), .. } => WireFault::Tls(fault),
        // A TCP connection that is being opened cannot end: it is the handshake that broke off.
        Facts { io: Some(io::ErrorKind::UnexpectedEof), .. } if https => WireFault::Tls(TlsFault::other(reason)),
        _ => WireFault::Unreachable(reason),
    }
}

/// Whether a connection has ended, in one of the ways in which systems say so.
fn is_end(kind: io::ErrorKind) -> bool {
    use io::ErrorKind as Kind;
    matches!(kind, Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::UnexpectedEof)
}

fn facts(error: &(dyn Error + 'static)) -> Facts {
    let mut facts = Facts::default();
    for source in chain(error) {
        if let Some(error) = source.downcast_ref::<rustls::Error>() {
            facts.tls = Some(TlsFault { kind: kind(error), reason: error.to_string() });
        } else if let Some(error) = source.downcast_ref::<io::Error>() {
            facts.io = Some(error.kind());
        } else if let Some(error) = source.downcast_ref::<hyper::Error>() {
            let (parse, incomplete) = (error.is_parse(), error.is_incomplete_message());
            let canceled = error.is_canceled() || error.is_closed();
            facts.parse |= parse;
            facts.too_large |= error.is_parse_too_large();
            facts.incomplete |= incomplete;
            facts.canceled |= canceled;
            // One with a source of its own only passes that on.
            facts.other |= !parse && !incomplete && !canceled && error.source().is_none();
        }
    }
    facts
}

/// What has to be mended, by the words of the TLS library or the alert of the server.
fn kind(error: &rustls::Error) -> TlsKind {
    use rustls::Error as Tls;
    match error {
        Tls::InvalidCertificate(wrong) => certificate(wrong),
        Tls::AlertReceived(alert) => alerted(*alert),
        Tls::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13 | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => TlsKind::Version,
        _ => TlsKind::Other,
    }
}

fn certificate(wrong: &CertificateError) -> TlsKind {
    use CertificateError as Wrong;
    match wrong {
        Wrong::Expired | Wrong::ExpiredContext { .. } | Wrong::NotValidYet | Wrong::NotValidYetContext { .. } => {
            TlsKind::Expired
        }
        Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => TlsKind::WrongName,
        _ => TlsKind::Untrusted,
    }
}

/// A server tells by its alerts what it misses. The one for "handshake failure" may mean a client certificate too, but
/// as well a cipher: that stays open.
fn alerted(alert: AlertDescription) -> TlsKind {
    use AlertDescription as Alert;
    match alert {
        Alert::ProtocolVersion => TlsKind::Version,
        Alert::CertificateRequired
        | Alert::NoCertificate
        | Alert::BadCertificate
        | Alert::UnsupportedCertificate
        | Alert::CertificateRevoked
        | Alert::CertificateExpired
        | Alert::CertificateUnknown
        | Alert::UnknownCA
        | Alert::AccessDenied => TlsKind::ClientCertificate,
        _ => TlsKind::Other,
    }
}

/// The text of the last source: what actually happened, without the URL and the layers above.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    chain(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

/// An error and its sources. An `io::Error` names the sources of what it carries but not that itself.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(carried) => Some(carried as &(dyn Error + 'static)),
        None => error.source(),
    })
}

#[cfg(test)]
mod tests {
    use hyper::Request;
    use hyper::client::conn::http1;
    use hyper_util::rt::TokioIo;
    use tokio::io::AsyncWriteExt;

    use super::*;

    /// What is told of a request for a connection that ended before it, `said` being what the server had to say.
    async fn facts_after(said: Option<&str>) -> Facts {
        let (near, mut far) = tokio::io::duplex(64);
        let (mut sender, connection) = http1::handshake::<_, String>(TokioIo::new(near)).await.expect("begun");
        let sent = match said {
            Some(said) => {
                far.write_all(said.as_bytes()).await.expect("said");
                let sent = sender.send_request(Request::new(String::new()));
                connection.await.expect("the error goes to the request");
                sent
            }
            None => {
                drop((connection, far));
                sender.send_request(Request::new(String::new()))
            }
        };
        facts(&sent.await.expect_err("ended"))
    }

    #[tokio::test]
    async fn a_connection_that_ended_before_the_request_is_told_from_bytes_that_are_not_http() {
        let ended = facts_after(None).await;
        assert!(ended.unsent(), "{ended:?}");
        let spoken = facts_after(Some("220 mail.example ESMTP\r\n")).await;
        assert!(spoken.canceled && spoken.other && !spoken.unsent(), "{spoken:?}");
    }
}
