//! Recorded exchanges: what was sent and what came back, one JSON object a line.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::observation::{HttpAnswer, HttpRequest, TlsFault, TlsKind, WireFault};
use crate::plan::Redrawn;

/// One exchange as recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Case.
    pub case: String,
    /// Step, with its number where it is repeated.
    pub step: String,
    /// What was sent.
    pub request: Sent,
    /// What came back, if something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Got>,
    /// Why nothing came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// How much of it is left.
    #[serde(default)]
    pub fidelity: Fidelity,
}

/// How much of an exchange a recording has kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fidelity {
    /// Every byte.
    #[default]
    Exact,
    /// Values are masked, everything else is as it was.
    Masked,
    /// Masking had to write the answer anew: nothing can be judged by it.
    Rewritten,
}

/// A request as recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// Method.
    pub method: String,
    /// URL.
    pub url: String,
    /// Header names and values.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Bytes,
}

/// An answer as recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Got {
    /// HTTP status.
    pub status: u16,
    /// Header names and values.
    pub headers: Vec<(String, String)>,
    /// Body, decompressed.
    pub body: Bytes,
    /// Microseconds to the last byte.
    pub micros: u64,
}

/// Bytes: as text where they are UTF-8, else in hexadecimal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bytes {
    /// UTF-8.
    Text(String),
    /// Two digits a byte.
    Hex(String),
}

/// Why nothing came back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "text", rename_all = "kebab-case")]
pub enum Fault {
    /// No connection.
    Unreachable(String),
    /// Closed before an answer; whether the connection may have served before.
    Closed(bool),
    /// The TLS handshake failed.
    Tls(String, String),
    /// No whole answer in time, in milliseconds.
    Timeout(u64),
    /// The answer broke off.
    Truncated(String),
    /// Too large, limit in bytes.
    TooLarge(u64),
    /// Content encoding.
    BadEncoding(String),
    /// Not HTTP.
    NotHttp(String),
    /// The run was stopped.
    Stopped,
}

impl Recorded {
    /// An exchange with every byte.
    pub fn exact((case, step): (&str, &str), request: &HttpRequest, result: &Result<HttpAnswer, WireFault>) -> Self {
        Self {
            case: case.to_owned(),
            step: step.to_owned(),
            request: Sent {
                method: request.method.clone(),
                url: request.url.clone(),
                headers: request.headers.clone(),
                body: Bytes::of(&request.body),
            },
            answer: result.as_ref().ok().map(Got::of),
            fault: result.as_ref().err().map(Fault::of),
            fidelity: Fidelity::Exact,
        }
    }

    /// What came back.
    pub fn result(&self) -> Result<HttpAnswer, WireFault> {
        match (&self.answer, &self.fault) {
            (Some(got), _) => Ok(HttpAnswer {
                status: got.status,
                headers: got.headers.clone(),
                body: got.body.bytes(),
                elapsed: Duration::from_micros(got.micros),
            }),
            (None, Some(fault)) => Err(fault.wire()),
            (None, None) => Err(WireFault::Truncated("the recording has no answer".to_owned())),
        }
    }

    /// Whether it is the answer to this request. Headers may differ: signatures are made anew for each.
    pub fn answers(&self, request: &HttpRequest) -> bool {
        self.request.method == request.method
            && self.request.url == request.url
            && self.request.body.bytes() == request.body
    }
}

impl Got {
    fn of(answer: &HttpAnswer) -> Self {
        Self {
            status: answer.status,
            headers: answer.headers.clone(),
            body: Bytes::of(&answer.body),
            micros: u64::try_from(answer.elapsed.as_micros()).unwrap_or(u64::MAX),
        }
    }
}

impl Bytes {
    /// Bytes as they are recorded.
    pub fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Hex(hex(bytes)),
        }
    }

    /// The bytes; those of broken hexadecimal end where it breaks.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Hex(hex) => from_hex(hex),
        }
    }
}

/// Bytes as hexadecimal text: a byte at a time, since there may be millions.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.extend([byte >> 4, byte & 0x0f].into_iter().filter_map(|digit| char::from_digit(u32::from(digit), 16)));
    }
    text
}

/// Bytes of hexadecimal text, as far as it is any.
pub fn from_hex(hex: &str) -> Vec<u8> {
    let pairs = (0..hex.len() / 2).map_while(|place| hex.get(2 * place..2 * place + 2));
    pairs.map_while(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

impl Fault {
    fn of(fault: &WireFault) -> Self {
        match fault {
            WireFault::Unreachable(text) => Self::Unreachable(text.clone()),
            WireFault::Closed { reused } => Self::Closed(*reused),
            WireFault::Tls(fault) => Self::Tls(tls_name(fault.kind).to_owned(), fault.reason.clone()),
            WireFault::Timeout(limit) => Self::Timeout(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX)),
            WireFault::Truncated(text) => Self::Truncated(text.clone()),
            WireFault::TooLarge(limit) => Self::TooLarge(*limit),
            // Found in reading an answer, which is what stands on a tape.
            WireFault::TooManyValues(limit) => Self::TooLarge(*limit as u64),
            WireFault::BadEncoding(text) => Self::BadEncoding(text.clone()),
            WireFault::NotHttp(text) => Self::NotHttp(text.clone()),
            // Read off an answer as well.
            WireFault::Busy(_) | WireFault::Stopped => Self::Stopped,
        }
    }

    fn wire(&self) -> WireFault {
        match self {
            Self::Unreachable(text) => WireFault::Unreachable(text.clone()),
            Self::Closed(reused) => WireFault::Closed { reused: *reused },
            Self::Tls(kind, reason) => WireFault::Tls(TlsFault { kind: tls_kind(kind), reason: reason.clone() }),
            Self::Timeout(limit) => WireFault::Timeout(Duration::from_millis(*limit)),
            Self::Truncated(text) => WireFault::Truncated(text.clone()),
            Self::TooLarge(limit) => WireFault::TooLarge(*limit),
            Self::BadEncoding(text) => WireFault::BadEncoding(text.clone()),
            Self::NotHttp(text) => WireFault::NotHttp(text.clone()),
            Self::Stopped => WireFault::Stopped,
        }
    }
}

const TLS_KINDS: [(TlsKind, &str); 6] = [
    (TlsKind::Expired, "expired"),
    (TlsKind::WrongName, "wrong-name"),
    (TlsKind::Untrusted, "untrusted"),
    (TlsKind::ClientCertificate, "client-certificate"),
    (TlsKind::Version, "version"),
    (TlsKind::Other, "other"),
];

fn tls_name(kind: TlsKind) -> &'static str {
    TLS_KINDS.iter().find(|(known, _)| *known == kind).map_or("other", |(_, name)| name)
}

fn tls_kind(name: &str) -> TlsKind {
    TLS_KINDS.iter().find(|(_, known)| *known == name).map_or(TlsKind::Other, |(kind, _)| *kind)
}

/// Recorded exchanges by case and step, and what they must not be mixed up with.
#[derive(Debug, Default)]
pub struct Tape {
    exchanges: HashMap<(String, String), Recorded>,
    /// Cases that are drawn anew.
    redrawn: Redrawn,
    /// Places whose request was sent as one that may create something.
    sent: HashSet<(String, String)>,
    /// How many such requests each case has sent, those of earlier draws among them.
    creates: BTreeMap<String, u64>,
}

impl Tape {
    /// The exchange of a step.
    pub fn get(&self, case: &str, step: &str) -> Option<&Recorded> {
        self.exchanges.get(&(case.to_owned(), step.to_owned()))
    }

    /// The same with cases that are drawn anew.
    #[must_use]
    pub fn redrawing(self, redrawn: Redrawn) -> Self {
        Self { redrawn, ..self }
    }

    /// The cases that are drawn anew.
    pub fn redrawn(&self) -> &Redrawn {
        &self.redrawn
    }

    /// Adds an exchange.
    pub fn add(&mut self, exchange: Recorded) {
        self.exchanges.insert((exchange.case.clone(), exchange.step.clone()), exchange);
    }

    /// Notes that a request which may create something is about to be sent.
    pub fn sending(&mut self, case: String, step: String) {
        *self.creates.entry(case.clone()).or_insert(0) += 1;
        self.sent.insert((case, step));
    }

    /// Drops what a case has asked, which is drawn for another time. What it may have created still counts.
    pub fn redraw(&mut self, case: String, times: u32) {
        self.exchanges.retain(|(other, _), _| *other != case);
        self.sent.retain(|(other, _)| *other != case);
        self.redrawn.set(case, times);
    }

    /// Whether the request of a step was sent as one that may create something, and counted.
    pub fn has_sent(&self, case: &str, step: &str) -> bool {
        !self.sent.is_empty() && self.sent.contains(&(case.to_owned(), step.to_owned()))
    }

    /// Requests of a standard's cases that may have created something.
    pub fn creates(&self, standard: &str) -> u64 {
        let own = self.creates.iter().filter(|(case, _)| case.split('/').next() == Some(standard));
        own.map(|(_, times)| times).sum()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.exchanges.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.exchanges.is_empty()
    }
}

impl FromIterator<Recorded> for Tape {
    fn from_iter<I: IntoIterator<Item = Recorded>>(exchanges: I) -> Self {
        let mut tape = Self::default();
        exchanges.into_iter().for_each(|exchange| tape.add(exchange));
        tape
    }
}
