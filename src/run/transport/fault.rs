//! Why an exchange failed, told by the types of an error and its sources.

use std::error::Error;
use std::io;

use crate::observation::WireFault;

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
    tls: Option<String>,
    io: Option<io::ErrorKind>,
    parse: bool,
    too_large: bool,
    incomplete: bool,
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
        (Facts { tls: Some(reason), .. }, _) => WireFault::Tls(reason),
        (Facts { too_large: true, .. }, _) => WireFault::TooLarge(super::HEAD_LIMIT),
        (Facts { parse: true, .. }, _) => WireFault::NotHttp(reason),
        // The chunked coding is read with errors of the standard library: these kinds are its syntax errors.
        (Facts { io: Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput), .. }, _) => {
            WireFault::NotHttp(reason)
        }
        (_, Phase::Body) => WireFault::Truncated(reason),
        (Facts { incomplete: true, .. }, Phase::Head) => {
            WireFault::Unreachable("the connection was closed before an answer".to_owned())
        }
        (Facts { io: Some(_), .. }, Phase::Head) => WireFault::Unreachable(reason),
        // What is left are bytes where none were due: a server that speaks first, in another protocol.
        (_, Phase::Head) => WireFault::NotHttp(reason),
    }
}

fn unconnected(error: &reqwest::Error, facts: Facts, reason: String, https: bool) -> WireFault {
    match facts {
        _ if error.is_timeout() => WireFault::Unreachable("no connection within the time limit".to_owned()),
        Facts { tls: Some(reason), .. } => WireFault::Tls(reason),
        // A TCP connection that is being opened cannot end: it is the handshake that broke off.
        Facts { io: Some(io::ErrorKind::UnexpectedEof), .. } if https => WireFault::Tls(reason),
        _ => WireFault::Unreachable(reason),
    }
}

fn facts(error: &reqwest::Error) -> Facts {
    let mut facts = Facts::default();
    for source in chain(error) {
        if let Some(error) = source.downcast_ref::<rustls::Error>() {
            facts.tls = Some(error.to_string());
        } else if let Some(error) = source.downcast_ref::<io::Error>() {
            facts.io = Some(error.kind());
        } else if let Some(error) = source.downcast_ref::<hyper::Error>() {
            facts.parse |= error.is_parse();
            facts.too_large |= error.is_parse_too_large();
            facts.incomplete |= error.is_incomplete_message();
        }
    }
    facts
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
