//! Why the platform does not do what a request asks for.

use serde_json::Value;

use super::layout::Field;
use crate::standard::Envelope;

/// A refusal, before it becomes an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Refusal {
    /// What kind of failure.
    pub(crate) failure: Failure,
    /// The code that the refused row names for it.
    code: Option<Value>,
    /// Words for the caller, never empty.
    pub(crate) message: String,
}

/// Kinds of failure; the standard's envelope gives each its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The request is not as the tables want it.
    Parameter,
    /// A needed member has no value.
    Missing,
    /// Nobody was given such a credential.
    Credential,
    /// A member should hold an object and holds a text that is none.
    Unparsable,
    /// The request is right, but what it asks for is not there.
    Business,
    /// The platform itself is at fault.
    System,
    /// Another one, by its name in the envelope.
    Named(&'static str),
}

impl Failure {
    /// Its code. Not every envelope tells all kinds apart.
    pub(crate) fn code(self, envelope: &Envelope) -> Option<&Value> {
        let names: &[&str] = match self {
            Self::Parameter | Self::Missing => &["parameter"],
            Self::Credential => &["credential", "parameter"],
            Self::Unparsable => &["unparsable", "parameter"],
            Self::Business => &["business", "nothing-found"],
            Self::System => &["system"],
            Self::Named(name) => &[name],
        };
        names.iter().find_map(|name| envelope.failures.get(*name))
    }
}

impl Refusal {
    fn new(failure: Failure, message: String) -> Self {
        Self { failure, code: None, message }
    }

    /// A request that is not as the tables want it.
    pub(crate) fn parameter(why: impl std::fmt::Display) -> Self {
        Self::new(Failure::Parameter, format!("参数错误：{why}"))
    }

    /// A needed member without a value.
    pub(crate) fn missing(why: impl std::fmt::Display) -> Self {
        Self::new(Failure::Missing, format!("参数错误：{why}"))
    }

    /// A text that should hold an object and does not.
    pub(crate) fn unparsable(why: impl std::fmt::Display) -> Self {
        Self::new(Failure::Unparsable, format!("参数错误：{why}"))
    }

    /// A credential that nobody was given. The wording is that of the standards' own examples.
    pub(crate) fn credential() -> Self {
        Self::new(Failure::Credential, "接入授权信息不存在".to_owned())
    }

    /// Something asked for that is not there.
    pub(crate) fn business(why: impl std::fmt::Display) -> Self {
        Self::new(Failure::Business, format!("业务失败：{why}"))
    }

    /// A fault of the platform.
    pub(crate) fn system(why: impl std::fmt::Display) -> Self {
        Self::new(Failure::System, format!("系统内部异常：{why}"))
    }

    /// A failure by its name in the envelope.
    pub(crate) fn named(name: &'static str, why: impl std::fmt::Display) -> Self {
        Self::new(Failure::Named(name), format!("业务失败：{why}"))
    }

    /// The same, with the code that the refused row names. What cannot be parsed has a code of its own.
    pub(crate) fn of(mut self, field: &Field) -> Self {
        if self.failure != Failure::Unparsable {
            self.code = field.semantics.refusal.as_ref().map(|refusal| refusal.code.clone());
        }
        self
    }

    /// Its return code.
    pub(crate) fn code(&self, envelope: &Envelope) -> Value {
        let named = self.code.as_ref().or_else(|| self.failure.code(envelope));
        named.or_else(|| envelope.failures.values().next()).cloned().unwrap_or(Value::Null)
    }
}
