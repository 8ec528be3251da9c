//! The suite proves itself: every mutant of the simulator must turn exactly its own requirement.

mod matrix;
mod observe;
mod transport;

pub use matrix::{Blame, Kill, Killed, Matrix, MutantResult, ProveSettings, prove};
pub use observe::{PausedClock, fixed_clock, observe, simulated};
pub use transport::InProcess;

#[cfg(test)]
mod freedoms_tests;
