//! The suite proves itself: every mutant of the simulator must turn exactly its own requirement, and no freedom may turn
//! any.

mod bar;
mod freedoms;
mod front;
mod html;
mod kill;
mod matrix;
mod observe;
mod pairs;
mod parallel;
mod reach;
mod reasons;
mod subjects;
mod transport;
mod useless;

pub use bar::{Fault, UnitProof, idle};
pub use freedoms::{DeviationResult, FreedomResult};
pub use front::fronted;
pub use html::page;
pub use kill::{Blame, Kill, Killed, MutantResult};
pub use matrix::{Matrix, ProveSettings, Samples, prove};
pub use observe::{Bench, First, fixed_clock, probed, simulated};
pub use pairs::{Hidden, Pairs};
pub use reasons::{OpenCheck, OpenMutant, OpenPass, OpenUnit, Reason, Reasons};
pub use subjects::{Change, SUBJECTS, Specimens, prove_subject, prove_subjects, subject_mutants};
pub use transport::InProcess;
pub use useless::UselessResult;

#[cfg(test)]
mod freedoms_tests;
