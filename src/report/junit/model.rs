//! Test suites and test cases, before they are XML.

/// A test suite: what one operation of one standard must keep.
#[derive(Debug, Default)]
pub(super) struct Suite {
    pub name: String,
    pub timestamp: String,
    pub properties: Vec<(&'static str, String)>,
    pub cases: Vec<Case>,
    /// Seconds.
    pub seconds: f64,
    /// Text on what the suite does not show case by case.
    pub note: String,
}

/// A test case.
#[derive(Debug)]
pub(super) struct Case {
    pub name: String,
    pub classname: String,
    /// Seconds.
    pub seconds: f64,
    pub file: Option<String>,
    pub result: CaseResult,
}

/// How a test case ended.
#[derive(Debug)]
pub(super) enum CaseResult {
    /// Green.
    Passed,
    /// Green, with a text.
    Noted(String),
    /// Not run, and no harm.
    Skipped { kind: String, message: String },
    /// Red: the target.
    Failure { kind: String, message: String, body: String },
    /// Red: could not be told, or our own fault.
    Error { kind: String, message: String, body: String },
}

impl Suite {
    /// Test cases that ended as `wanted` says.
    pub fn count(&self, wanted: impl Fn(&CaseResult) -> bool) -> usize {
        self.cases.iter().filter(|case| wanted(&case.result)).count()
    }

    pub fn failures(&self) -> usize {
        self.count(|result| matches!(result, CaseResult::Failure { .. }))
    }

    pub fn errors(&self) -> usize {
        self.count(|result| matches!(result, CaseResult::Error { .. }))
    }

    pub fn skipped(&self) -> usize {
        self.count(|result| matches!(result, CaseResult::Skipped { .. }))
    }
}
