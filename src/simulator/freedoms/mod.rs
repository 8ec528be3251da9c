//! Freedoms: what a conforming platform may do otherwise than the simulator does. None of them may turn a verdict.
//!
//! To add one: a line in a list of this folder, or of a standard's folder where it needs that standard's names.

mod behaviour;
mod framework;
mod freedom;
mod lists;
mod members;
mod records;
mod refusals;
mod writing;

pub use freedom::Freedom;
pub(super) use freedom::{Habit, Memory, View, answering, everywhere};

use super::gdzw_0017_2019;
use crate::standard::Standard;

/// Freedoms that every standard leaves.
const SHARED: &[&[Freedom]] = &[
    writing::FREEDOMS,
    members::FREEDOMS,
    lists::FREEDOMS,
    refusals::FREEDOMS,
    framework::FREEDOMS,
    records::FREEDOMS,
    behaviour::FREEDOMS,
];

/// Freedoms that one standard leaves.
const OWN: &[(&str, &[Freedom])] = &[(gdzw_0017_2019::ID, gdzw_0017_2019::FREEDOMS)];

/// Every freedom that a standard leaves.
pub fn freedoms(standard: &Standard) -> Vec<&'static Freedom> {
    let own = OWN.iter().filter(|(id, _)| *id == standard.id).map(|(_, freedoms)| *freedoms);
    SHARED.iter().copied().chain(own).flatten().collect()
}
