//! The suite proves itself: every mutant of the simulator must turn exactly its own requirement.

mod matrix;
mod transport;

pub use matrix::{Blame, Kill, Killed, Matrix, MutantResult, ProveSettings, prove, simulated};
pub use transport::InProcess;
