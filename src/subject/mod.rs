//! Subjects that are handed in, not called.

pub mod data;
