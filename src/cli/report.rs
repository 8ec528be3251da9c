//! `report`: renders, decides, compares, joins, bundles and verifies what was recorded.

use clap::{Args, Subcommand};

use super::common::Failure;
use crate::policy::Outcome;
use crate::report::ReporterError;

mod bundle;
mod compare;
mod gate;
mod key;
mod merge;
mod render;
mod verify;

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
    /// Put all that a run left behind into one signed file.
    Bundle(bundle::BundleArgs),
    /// Say who signed a bundle and what was changed since; exit code 1 when it is not as signed.
    Verify(verify::VerifyArgs),
    /// Make a key pair to sign bundles with, in the format of minisign.
    Key(key::KeyArgs),
}

pub(super) fn report(args: &ReportArgs) -> Result<Outcome, Failure> {
    match &args.action {
        Action::Render(args) => render::render(args),
        Action::Gate(args) => gate::gate(args),
        Action::Compare(args) => compare::compare(args),
        Action::Merge(args) => merge::merge(args),
        Action::Bundle(args) => bundle::bundle(args),
        Action::Verify(args) => verify::verify(args),
        Action::Key(args) => key::key(args),
    }
}

/// The failures of reporters as one. A conclusion that was printed before does not know of them.
pub(super) fn unwritten(errors: &[ReporterError]) -> Failure {
    let told = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    Failure::internal(format!("{told}\nexit code {}, whatever a conclusion above says", Outcome::Internal.code()))
}
