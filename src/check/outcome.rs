//! How an answer ended, read leniently: `"0"` counts as 0, so that one fault does not blind the rest.

use serde_json::Value;

use super::pointer::at;
use crate::observation::{Answer, WireFault};
use crate::standard::{Operation, Standard};

/// How an exchange ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// With success.
    Accepted,
    /// With success that says "nothing found".
    Empty,
    /// With a failure code.
    Refused {
        /// The code as answered.
        code: Value,
    },
    /// Without a return code: a framework's or gateway's page, or no JSON at all.
    Unclear {
        /// HTTP status.
        status: u16,
    },
    /// With an answer of the gateway that is declared in front: the target was not seen.
    Gateway {
        /// HTTP status.
        status: u16,
    },
    /// Without an answer.
    Fault(WireFault),
}

impl Outcome {
    /// Success, with or without records.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Accepted | Self::Empty)
    }

    /// A failure code, or an HTTP status that says as much.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Refused { .. } => true,
            Self::Unclear { status } => *status >= 400,
            _ => false,
        }
    }

    /// How it ended, for a reason: with the code and the message of a refusal, or the status of a page.
    pub fn told(&self, standard: &Standard, body: &Value) -> String {
        match self {
            Self::Refused { code } => {
                let message = at(body, &standard.envelope.message).filter(|message| !is_hollow(message));
                let message = message.map(|message| format!(", {}", plain(message))).unwrap_or_default();
                format!("refused with code {}{message}", plain(code))
            }
            Self::Unclear { status } => format!("answered with HTTP {status} and no return code"),
            other => other.word(),
        }
    }

    /// A word for the event stream.
    pub fn word(&self) -> String {
        match self {
            Self::Accepted => "accepted".to_owned(),
            Self::Empty => "empty".to_owned(),
            Self::Refused { .. } => "refused".to_owned(),
            Self::Unclear { .. } => "unclear".to_owned(),
            Self::Gateway { .. } => "gateway".to_owned(),
            Self::Fault(fault) => fault.to_string(),
        }
    }
}

/// Tells how an exchange ended; `body` is the answer as read, `gateway` whether one is declared in front.
pub fn outcome(
    standard: &Standard,
    operation: &Operation,
    answer: &Result<Answer, WireFault>,
    body: &Value,
    gateway: bool,
) -> Outcome {
    let answer = match answer {
        Ok(answer) => answer,
        Err(fault) => return Outcome::Fault(fault.clone()),
    };
    let envelope = &standard.envelope;
    if gateway && is_gateways(standard, operation, answer.status, body) {
        return Outcome::Gateway { status: answer.status };
    }
    match at(body, &envelope.code) {
        None | Some(Value::Null) => Outcome::Unclear { status: answer.status },
        Some(code) if envelope.empty.iter().any(|empty| same_loosely(code, empty)) => Outcome::Empty,
        Some(code) if !same_loosely(code, &envelope.success) => Outcome::Refused { code: code.clone() },
        Some(_) if says_nothing(operation, at(body, &envelope.data)) => Outcome::Empty,
        Some(_) => Outcome::Accepted,
    }
}

/// Whether an answer is the gateway's own: nothing in it is of the standard, or an HTTP error says so without a return
/// code that the standard knows. With HTTP 200 a code that it does not know is held against the target.
fn is_gateways(standard: &Standard, operation: &Operation, status: u16, body: &Value) -> bool {
    let envelope = &standard.envelope;
    let has = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
    let code = at(body, &envelope.code).filter(|code| !code.is_null());
    let is_known = |code: &Value| {
        std::iter::once(&envelope.success).chain(envelope.failures.values()).any(|known| same_loosely(known, code))
    };
    let table = standard.table(&operation.response);
    let foreign = !table.is_some_and(|table| table.rows.iter().any(|row| has(row.name())));
    foreign || (status >= 400 && !code.is_some_and(is_known))
}

/// The operation's way to say "nothing found", or one that says the same: absent, null, an empty list.
fn says_nothing(operation: &Operation, data: Option<&Value>) -> bool {
    let Some(empty) = &operation.empty_result else { return false };
    match data {
        None | Some(Value::Null) => true,
        Some(Value::Array(items)) => items.is_empty(),
        Some(data) => data == empty || alike(data, empty),
    }
}

/// An object in which every member that the empty result has is absent or says nothing either.
fn alike(data: &Value, empty: &Value) -> bool {
    let (Value::Object(data), Value::Object(empty)) = (data, empty) else { return false };
    empty.keys().all(|name| data.get(name).is_none_or(is_hollow))
}

/// Nothing, in whatever shape: null, an empty text, a zero, a list or an object of nothing else.
pub(super) fn is_hollow(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty() || text == "0",
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::Bool(_) => false,
        Value::Object(members) => members.values().all(is_hollow),
        Value::Array(items) => items.iter().all(is_hollow),
    }
}

/// A payload that says nothing in all members that its table has; what else stands beside them is of no account.
pub(super) fn is_hollow_frame(standard: &Standard, operation: &Operation, data: &Value) -> bool {
    if is_hollow(data) {
        return true;
    }
    let Some(table) = super::table_at(standard, &operation.response, &standard.envelope.data) else { return false };
    let Value::Object(members) = data else { return false };
    let mut own = members.iter().filter(|(name, _)| table.row(name).is_some()).map(|(_, value)| value).peekable();
    own.peek().is_some() && own.all(is_hollow)
}

/// The return code of an answer, when it is not that of success.
pub(super) fn failure_code<'v>(standard: &Standard, body: &'v Value) -> Option<&'v Value> {
    let code = at(body, &standard.envelope.code).filter(|code| !code.is_null())?;
    (!same_loosely(code, &standard.envelope.success)).then_some(code)
}

/// Equal as texts: `"0"`, `0` and `0.0` are the same. Null is no text, not even the word.
pub fn same_loosely(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, other) | (other, Value::Null) => other.is_null(),
        (Value::Number(x), Value::Number(y)) => x == y || x.as_f64() == y.as_f64(),
        (Value::String(x), Value::String(y)) => x.trim() == y.trim(),
        _ => a == b || plain(a) == plain(b),
    }
}

/// A scalar as text, without blanks around it.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 9.0e15 => format!("{float:.0}"),
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}
