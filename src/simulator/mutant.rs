//! Mutants: the simulator with one fault that violates exactly one row.

use super::operators::OPERATORS;
use crate::id::{Aspect, RequirementId};
use crate::standard::Standard;

/// One fault of the simulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// `<requirement>#<aspect>/<operator>`, for example `gdzw-0017-2019/T6.1#presence/field-dropped`.
    pub id: String,
    /// Name of the operator that makes it.
    pub operator: &'static str,
    /// The row that it violates.
    pub requirement: RequirementId,
    /// The side of the row that it violates.
    pub aspect: Aspect,
    /// The operation whose answers change.
    pub operation: String,
}

/// Every mutant of a standard: by operator in the order of the registry, then by row in the order of the text. A draft has
/// none, since no run would notice them.
pub fn mutants(standard: &Standard) -> Vec<Mutant> {
    if standard.draft {
        return Vec::new();
    }
    OPERATORS.iter().flat_map(|operator| (operator.mutants)(standard)).collect()
}
