//! The logistics platform of GDZW 0017-2019.

mod directory;
mod freedoms;
mod operations;
mod stock;

pub(super) use freedoms::FREEDOMS;
pub(super) use operations::platform;

/// Id of the standard.
pub(super) const ID: &str = "gdzw-0017-2019";
