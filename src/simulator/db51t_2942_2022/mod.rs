//! A licence platform of DB51/T 2942-2022, with names and paths of its own where the text has none.

mod fitting;
mod freedoms;
mod holdings;
mod operations;

pub(super) use fitting::fitting;
pub(super) use freedoms::FREEDOMS;
pub(super) use operations::platform;

/// Id of the standard.
pub(super) const ID: &str = "db51t-2942-2022";

#[cfg(test)]
mod tests;
