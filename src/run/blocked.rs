//! What happens to the checks of a step that cannot be done.

use serde_json::json;

use super::settle::{Settled, dependent, root};
use super::values::Cause;
use crate::check::Unit;
use crate::id::Aspect;
use crate::standard::{Operation, Standard};
use crate::verdict::{Finding, FindingCode, Root, Verdict};

/// A step that could not be done, with the cause.
pub(super) struct Blocked {
    pub root: Root,
    pub code: FindingCode,
    pub reason: String,
    pub verdict: Verdict,
}

impl Blocked {
    /// The target was given a credential of its own kind: one that would be computed does not apply to it.
    pub fn not_computed(standard: &Standard, operation: &Operation) -> Self {
        Self {
            root: root(standard, &operation.requirements.input, Aspect::Format, FindingCode::NotAsked),
            code: FindingCode::NotAsked,
            reason: "the target file gives the credential itself: none is computed".to_owned(),
            verdict: Verdict::NotApplicable,
        }
    }

    /// A unit that cannot be told for this reason.
    pub fn settle(&self, unit: &Unit) -> Settled {
        let finding = Finding {
            code: self.code,
            expected: "an observation".to_owned(),
            actual: json!(self.reason),
            pointer: String::new(),
            root: self.root.clone(),
            step: String::new(),
            reading: None,
            clause: String::new(),
            hint: None,
            curl: None,
        };
        let requirement = unit.local.clone();
        Settled { requirement, aspect: unit.aspect, verdict: self.verdict, finding: Some(Box::new(finding)), by: "" }
    }
}

/// The root of a cause, and the verdict of what depends on it.
pub(super) fn apart(cause: Option<Cause>) -> (Option<Root>, Verdict) {
    match cause {
        // A return code that nobody can read has not said yes.
        Some((root, Verdict::Warning)) if root.code == FindingCode::UnlistedCode => (Some(root), Verdict::Inconclusive),
        Some((root, verdict)) => (Some(root), dependent(verdict)),
        None => (None, Verdict::Inconclusive),
    }
}
