//! A licence platform of C 0124-2018.

mod faces;
mod freedoms;
mod operations;

pub(super) use freedoms::FREEDOMS;
pub(super) use operations::platform;

/// Id of the standard.
pub(super) const ID: &str = "c-0124-2018";
/// The kind of holder of the first licence, a person.
pub(super) const CARRIED_CODE: &str = "TB.1.3";
/// The clause about the formats of files.
pub(super) const FILE_CLAUSE: &str = "6.2.2";
/// The clause by which addresses of files end.
pub(super) const EXPIRY_CLAUSE: &str = "7.4.3";

#[cfg(test)]
mod tests;
