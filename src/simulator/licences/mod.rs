//! Synthetic licences, their files, and what is asked of them: the stock of every standard about licences.

pub(super) mod files;
pub(super) mod holdings;
mod queries;
pub(super) mod stock;

pub(super) use queries::listed;
pub(super) use stock::Stock;
