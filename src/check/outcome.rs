//! How an answer ended, read leniently: `"0"` counts as 0, so that one fault does not blind the rest.

use serde_json::Value;

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

    /// A word for the event stream.
    pub fn word(&self) -> String {
        match self {
            Self::Accepted => "accepted".to_owned(),
            Self::Empty => "empty".to_owned(),
            Self::Refused { .. } => "refused".to_owned(),
            Self::Unclear { .. } => "unclear".to_owned(),
            Self::Fault(fault) => fault.to_string(),
        }
    }
}

/// Tells how an exchange ended; `body` is the answer as read.
pub fn outcome(
    standard: &Standard,
    operation: &Operation,
    answer: &Result<Answer, WireFault>,
    body: &Value,
) -> Outcome {
    let answer = match answer {
        Ok(answer) => answer,
        Err(fault) => return Outcome::Fault(fault.clone()),
    };
    let envelope = &standard.envelope;
    match body.pointer(&envelope.code) {
        None | Some(Value::Null) => Outcome::Unclear { status: answer.status },
        Some(code) if !same_loosely(code, &envelope.success) => Outcome::Refused { code: code.clone() },
        Some(_) if says_nothing(operation, body.pointer(&envelope.data)) => Outcome::Empty,
        Some(_) => Outcome::Accepted,
    }
}

/// The operation's way to say "nothing found", or one that says the same: absent, null, an empty list.
fn says_nothing(operation: &Operation, data: Option<&Value>) -> bool {
    let Some(empty) = &operation.empty_result else { return false };
    match data {
        None | Some(Value::Null) => true,
        Some(Value::Array(items)) => items.is_empty(),
        Some(data) => data == empty,
    }
}

/// Equal as texts: `"0"`, `0` and `0.0` are the same.
pub fn same_loosely(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => x == y || x.as_f64() == y.as_f64(),
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
