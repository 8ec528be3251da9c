//! A licence platform of C 0124-2018.

mod files;
mod licences;
mod operations;
mod stock;

pub(super) use operations::platform;

/// Id of the standard.
pub(super) const ID: &str = "c-0124-2018";

#[cfg(test)]
mod tests;
