//! Why the platform does not do what a request asks for.

/// A refusal, before it becomes an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Refusal {
    /// What kind of failure.
    pub(crate) failure: Failure,
    /// Words for the caller, never empty.
    pub(crate) message: String,
}

/// Kinds of failure; the standard's envelope gives each its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The request is not as the tables want it.
    Parameter,
    /// The request is right, but what it asks for is not there.
    Business,
    /// The platform itself is at fault.
    System,
}

impl Failure {
    /// The name under `failures` of the envelope.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Parameter => "parameter",
            Self::Business => "business",
            Self::System => "system",
        }
    }
}

impl Refusal {
    /// A request that is not as the tables want it.
    pub(crate) fn parameter(why: impl std::fmt::Display) -> Self {
        Self { failure: Failure::Parameter, message: format!("参数错误：{why}") }
    }

    /// A credential that nobody was given. The wording is that of the standards' own examples.
    pub(crate) fn credential() -> Self {
        Self { failure: Failure::Parameter, message: "接入授权信息不存在".to_owned() }
    }

    /// Something asked for that is not there.
    pub(crate) fn business(why: impl std::fmt::Display) -> Self {
        Self { failure: Failure::Business, message: format!("业务失败：{why}") }
    }

    /// A fault of the platform.
    pub(crate) fn system(why: impl std::fmt::Display) -> Self {
        Self { failure: Failure::System, message: format!("系统内部异常：{why}") }
    }
}
