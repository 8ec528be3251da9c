//! Turns a standard and its case files into cases: what is sent, and what is judged of it.

mod base;
mod build;
mod case;
mod explore;
mod file;
mod file_schema;
mod generate;
mod judging;
mod pieces;
mod places;
mod select;
mod shard;
mod site;
mod synthetic;
mod taken;
mod written;

pub use base::{Values, apply, build as base_request, fill};
pub use build::{BuildError, Plan, StandardPlan, build};
pub use case::{Base, Capture, Case, CheckCall, Edit, Expect, Fixture, ForEach, Step, When, Wire};
pub use explore::{EXPLORE, explore, smaller};
pub use file::{HandWritten, load};
pub use file_schema::{CheckHelp, case_schema};
pub use generate::{Draft, RULES, RuleDef, again_of, generate};
pub use judging::judging;
pub use pieces::{made_of, piece};
pub use places::{REFERENCES, SENT};
pub use select::{Selection, glob};
pub use shard::{InvalidShard, Shard};
pub use site::{Site, answer_sites, sites};
pub use synthetic::{Redrawn, Synthetic};
pub use taken::Taking;
pub use written::CaseFile;
