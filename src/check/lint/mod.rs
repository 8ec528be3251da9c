//! The lint of hand-written cases: what a file names has to be there, or a run would pass over it in silence.
//!
//! A folder is linted when it is read; the cases inside the binary are linted by a test.

mod arguments;
mod cases;
mod entry;
mod fixtures;
mod sheet;
mod steps;
mod tables;
mod variables;

pub use cases::{lint_cases, lint_folders};
