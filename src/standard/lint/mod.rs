//! What must hold inside one standard's files beyond their syntax: every problem with file, line and column.

mod evidence;
mod gateway;
mod places;
mod readings;
mod references;
mod table;

#[cfg(test)]
mod tests;

pub(super) use readings::shared as shared_readings;
pub(super) use references::standard;
pub(super) use table::{is_numbered, table};
