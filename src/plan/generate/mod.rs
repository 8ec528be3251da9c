//! Generated cases: one rule a file, each read off the rows of the request tables.
//!
//! Adding a rule: one file with a `RuleDef`, one line in [`RULES`], one snapshot in `tests`.

mod accepted;
mod codes;
mod credential;
mod draft;
mod empty;
mod format;
mod later;
mod length;
mod missing;
mod nothing;
mod null;
mod optional;
mod types;
mod wire;

use super::case::Case;
use crate::standard::{Operation, Standard};

pub use accepted::again_of;
pub use codes::dependents;
pub use draft::Draft;

/// A rule that turns an operation's tables into cases.
#[derive(Debug, Clone, Copy)]
pub struct RuleDef {
    /// Name, last part of the ids of its cases.
    pub name: &'static str,
    /// What it generates and why, for `list` and people.
    pub doc: &'static str,
    /// The cases of one operation.
    pub generate: fn(&Draft<'_>) -> Vec<Case>,
}

/// Every rule, in the order of the plan: twins first.
pub const RULES: &[RuleDef] = &[
    accepted::RULE,
    optional::RULE,
    later::LIST,
    nothing::RULE,
    codes::LISTED,
    length::MAXIMUM,
    missing::RULE,
    null::RULE,
    empty::RULE,
    types::RULE,
    length::TOO_LONG,
    codes::UNLISTED,
    format::RULE,
    later::RULE,
    credential::RULE,
    wire::RULE,
];

/// The rule whose case shows a valid request accepted.
pub(super) const ACCEPTED: &str = accepted::RULE.name;

/// The generated cases of one operation.
pub fn generate(standard: &Standard, operation: &Operation) -> Vec<Case> {
    let draft = Draft::new(standard, operation);
    RULES.iter().flat_map(|rule| (rule.generate)(&draft)).collect()
}
