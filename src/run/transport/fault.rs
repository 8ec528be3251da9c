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
    /// The request was not sent: the connection that it was meant for has ended meanwhile.
    unsent: bool,
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
        (Facts { unsent: true, .. }, Phase::Head) => WireFault::Unreachable(reason),
        (Facts { incomplete: true, .. }, Phase::Head) => WireFault::Closed { reused: false },
        (Facts { io: Some(kind), .. }, Phase::Head) if is_end(kind) => WireFault::Closed { reused: false },
        (Facts { io: Some(_), .. }, Phase::Head) => WireFault::Unreachable(reason),
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

fn facts(error: &reqwest::Error) -> Facts {
    let mut facts = Facts::default();
    for source in chain(error) {
        if let Some(error) = source.downcast_ref::<rustls::Error>() {
            facts.tls = Some(TlsFault { kind: kind(error), reason: error.to_string() });
        } else if let Some(error) = source.downcast_ref::<io::Error>() {
            facts.io = Some(error.kind());
        } else if let Some(error) = source.downcast_ref::<hyper::Error>() {
            facts.parse |= error.is_parse();
            facts.too_large |= error.is_parse_too_large();
            facts.incomplete |= error.is_incomplete_message();
            facts.unsent |= error.is_canceled() || error.is_closed();
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
