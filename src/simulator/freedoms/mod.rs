//! Freedoms: what a conforming platform may do otherwise than the simulator does. None of them may turn a verdict.
//!
//! A deviation is what a reading warns of: it turns what it names into a warning, and nothing else.
//!
//! To add one: a line in a list of this folder, or of a standard's folder where it needs that standard's names.

mod behaviour;
mod deviations;
mod framework;
mod freedom;
mod identifier;
mod lists;
mod members;
mod places;
mod records;
mod refusals;
mod writing;

pub(super) use deviations::SHORT_CREDENTIAL;
pub use deviations::{Deviation, deviations, deviations_from};
pub use freedom::Freedom;
pub(super) use freedom::{Habit, Memory, View, answering, everywhere};

use super::{c_0124_2018, db51t_2942_2022, gdzw_0017_2019};
use crate::standard::Standard;

/// Freedoms that more than one standard may leave.
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
const OWN: &[(&str, &[Freedom])] = &[
    (gdzw_0017_2019::ID, gdzw_0017_2019::FREEDOMS),
    (c_0124_2018::ID, c_0124_2018::FREEDOMS),
    (db51t_2942_2022::ID, db51t_2942_2022::FREEDOMS),
];

/// Every freedom that a standard leaves: those that one of its readings leaves, and those that none has to.
pub fn freedoms(standard: &Standard) -> Vec<&'static Freedom> {
    let own = OWN.iter().filter(|(id, _)| *id == standard.id).map(|(_, freedoms)| *freedoms);
    let left = |freedom: &&Freedom| {
        freedom.readings.is_empty() || freedom.readings.iter().any(|id| standard.reading(id).is_some())
    };
    SHARED.iter().copied().chain(own).flatten().filter(left).collect()
}
