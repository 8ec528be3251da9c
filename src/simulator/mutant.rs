//! Mutants: the simulator with one fault that violates exactly one row.

use serde::Serialize;

use super::operators::{BEYOND, OPERATORS};
use crate::id::{Aspect, RequirementId};
use crate::standard::{Clause, Standard};

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
    /// What the readings and the data make of it.
    pub stand: Stand,
}

impl Mutant {
    /// A fault that violates a clause which is seen in calls of other standards; behind the operator comes its `part`.
    pub fn of_clause(standard: &Standard, clause: &Clause, operator: &'static str, part: &str) -> Self {
        let aspect = Aspect::Behaviour;
        Self {
            id: format!("{}/{}#{aspect}/{operator}{part}", standard.id, clause.id),
            operator,
            requirement: standard.requirement(&clause.id),
            aspect,
            operation: String::new(),
            stand: Stand::Violation,
        }
    }
}

/// What readings and data make of an operator at a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "stand", content = "because", rename_all = "kebab-case")]
pub enum Stand {
    /// It violates the row: there is a mutant.
    Violation,
    /// This reading leaves it free: a conforming platform may do so.
    Freedom(String),
    /// Nobody can see it, or the aspect is not judged: why, in a few words.
    Unobservable(String),
}

/// An operator at a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// `<requirement>#<aspect>/<operator>`.
    pub cell: String,
    /// What readings and data make of it.
    #[serde(flatten)]
    pub stand: Stand,
}

/// Every mutant of a standard: by operator in the order of the registry, then by row in the order of the text. A draft has
/// none, since no run would notice them.
pub fn mutants(standard: &Standard) -> Vec<Mutant> {
    all(standard).into_iter().filter(|mutant| mutant.stand == Stand::Violation).collect()
}

/// Mutants that only drawn requests see.
pub fn mutants_beyond(standard: &Standard) -> Vec<Mutant> {
    let all = BEYOND.iter().flat_map(|operator| (operator.mutants)(standard));
    all.filter(|mutant| !standard.draft && mutant.stand == Stand::Violation).collect()
}

/// Every operator at every row that it is about, in the same order, with what readings and data make of it.
pub fn cells(standard: &Standard) -> Vec<Cell> {
    all(standard).into_iter().map(|mutant| Cell { cell: mutant.id, stand: mutant.stand }).collect()
}

fn all(standard: &Standard) -> Vec<Mutant> {
    if standard.draft {
        return Vec::new();
    }
    OPERATORS.iter().flat_map(|operator| (operator.mutants)(standard)).collect()
}

/// Whether the mutants of an operator change how answers are written, and not what they say.
pub fn is_on_the_wire(operator: &str) -> bool {
    OPERATORS.iter().any(|one| one.name == operator && one.writes())
}
