//! Judges what is handed in instead of being called: forms, dossiers, rows of a database.
//!
//! Each subject reads its object and says per unit what it saw, as checks do; [`Emission`] makes the ordinary stream of it.
//! How bad a deviation is stays with the readings of the standard.

pub mod data;
pub mod dossier;
mod emission;
pub mod form;
mod settle;
#[cfg(test)]
mod tests;

pub use emission::{Emission, Object, Opening, Part};
