//! Contract conformance tests for implementations of China's e-government interface standards.
//!
//! The flow goes one way: `standard -> schema -> plan -> run (+ check) -> verdict events -> policy -> report`.
//! ARCHITECTURE.md tells what each part may know; a test holds the imports to it.
#![forbid(unsafe_code)]

pub mod bundle;
pub mod check;
pub mod cli;
pub mod id;
pub mod observation;
pub mod plan;
pub mod policy;
pub mod prove;
pub mod recording;
pub mod report;
pub mod run;
pub mod schema;
pub mod simulator;
pub mod standard;
pub mod subject;
pub mod target;
pub mod verdict;
pub mod yaml;
