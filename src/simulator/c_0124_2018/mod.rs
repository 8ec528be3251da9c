//! A licence platform of C 0124-2018.

mod files;
mod freedoms;
mod licences;
mod operations;
mod stock;

pub(super) use freedoms::FREEDOMS;
pub(super) use operations::platform;

/// Id of the standard.
pub(super) const ID: &str = "c-0124-2018";
/// The kind of holder of the first licence, a person.
pub(super) const CARRIED_CODE: &str = "TB.1.3";
/// The clause about the formats of files.
pub(super) const FILE_CLAUSE: &str = "6.2.2";

#[cfg(test)]
mod tests;
