//! What makes two findings the same one: where they are and what is wrong there, not what the run happened to see.

use std::fmt;

use crate::id::{Aspect, RequirementId};
use crate::verdict::{Finding, FindingCode, VerdictEvent, field_of};

/// A finding without everything that changes from run to run: values, cases, places in a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    /// Operation; empty when the requirement holds for the whole standard.
    pub operation: String,
    /// Requirement.
    pub requirement: RequirementId,
    /// Aspect.
    pub aspect: Aspect,
    /// What is wrong.
    pub code: FindingCode,
    /// Where: the pointer with `*` for each place in a list.
    pub field: String,
    /// The cause, where that is another place than the finding's own; else empty. See [`cause_name`].
    pub cause: String,
}

impl Fingerprint {
    /// The fingerprint of a verdict; none for one without a finding, such as a pass.
    pub fn of(event: &VerdictEvent) -> Option<Self> {
        let finding = event.finding.as_ref()?;
        Some(Self {
            operation: event.operation.clone(),
            requirement: event.requirement.clone(),
            aspect: event.aspect,
            code: finding.code,
            field: field_of(&finding.pointer),
            cause: foreign_cause(event, finding),
        })
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{} {}", self.requirement, self.aspect, self.code)?;
        if !self.field.is_empty() {
            write!(f, " at {}", self.field)?;
        }
        if !self.cause.is_empty() {
            write!(f, " because of {}", self.cause)?;
        }
        Ok(())
    }
}

/// The cause of a finding in one word group, `<requirement>#<aspect> <code>`; empty when it is its own.
fn foreign_cause(event: &VerdictEvent, finding: &Finding) -> String {
    let root = &finding.root;
    if root.requirement == event.requirement && root.aspect == event.aspect {
        return String::new();
    }
    cause_name(&root.requirement, root.aspect, root.code)
}

/// How a waiver names a cause: `<requirement>#<aspect> <code>`.
pub fn cause_name(requirement: &RequirementId, aspect: Aspect, code: FindingCode) -> String {
    format!("{requirement}#{aspect} {code}")
}
