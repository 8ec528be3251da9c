//! Turns a standard and its case files into cases: what is sent, and what is judged of it.

mod base;
mod build;
mod case;
mod catalogue;
mod file;
mod generate;
mod select;
mod site;
mod synthetic;

pub use base::{Values, apply, build as base_request};
pub use build::{BuildError, Plan, StandardPlan, build};
pub use case::{Base, Capture, Case, CheckCall, Edit, Expect, Fixture, ForEach, Step, Wire};
pub use catalogue::{Unit, aspects, catalogue};
pub use file::{CaseFile, HandWritten, embedded_cases, load};
pub use generate::{RULES, RuleDef};
pub use select::Selection;
pub use site::{Site, sites};
pub use synthetic::Synthetic;
