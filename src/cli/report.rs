//! `report`: renders, decides, compares and joins recorded event streams.

use clap::{Args, Subcommand};

use super::common::Failure;
use crate::policy::Outcome;
use crate::report::ReporterError;

mod compare;
mod gate;
mod merge;
mod render;

/// Arguments of `report`.
#[derive(Args, Debug)]
pub(super) struct ReportArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Render a recorded stream in another format.
    Render(render::RenderArgs),
    /// Decide a recorded run again, under these waivers, baseline and limits: ends as `run` would.
    Gate(gate::DecideArgs),
    /// Compare two recorded runs, also of different editions and versions of the suite; exit code 1 when something
    /// fails newly.
    Compare(compare::CompareArgs),
    /// Join the parts of a run that was split with --shard: ends as the whole run would.
    Merge(merge::MergeArgs),
}

pub(super) fn report(args: &ReportArgs) -> Result<Outcome, Failure> {
    match &args.action {
        Action::Render(args) => render::render(args),
        Action::Gate(args) => gate::gate(args),
        Action::Compare(args) => compare::compare(args),
        Action::Merge(args) => merge::merge(args),
    }
}

/// The failures of reporters as one.
pub(super) fn unwritten(errors: &[ReporterError]) -> Failure {
    Failure::internal(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}
