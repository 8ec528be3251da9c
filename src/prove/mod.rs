//! The suite proves itself: every mutant of the simulator must turn exactly its own requirement.

mod matrix;
mod observe;
mod transport;

pub use matrix::{Blame, Kill, Killed, Matrix, MutantResult, ProveSettings, prove};
pub use observe::{Bench, fixed_clock, simulated};
pub use transport::InProcess;

#[cfg(test)]
mod freedoms_tests;
