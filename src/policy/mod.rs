//! What follows from verdicts: the outcome of a run. Policy consumes verdicts and never changes them.

mod exit;

pub use exit::{FailOn, Outcome, exit_code, outcome};
