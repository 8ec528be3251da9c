//! `judge dossier`: whether the papers that a standard asks for are there, hold on the day, and are the files they say.

use std::path::PathBuf;
use std::sync::OnceLock;

use clap::Args;
use jiff::civil::{Date, DateTime};

use super::super::common::{DataArgs, Failure};
use super::super::gate::GateArgs;
use super::super::outputs::OutputArgs;
use super::super::report::unwritten;
use super::super::run::now;
use crate::policy::{Gate, Outcome};
use crate::standard::Subject;
use crate::subject::dossier::{Dossier, Folder, judge, read, tell};
use crate::subject::{Emission, Opening, Part};
use crate::verdict::{Event, TargetIdentity};
use crate::yaml;

/// Arguments of `judge dossier`.
#[derive(Args, Debug)]
pub(super) struct DossierArgs {
    /// The dossier, as `init dossier` writes one. Its files lie below its folder.
    file: PathBuf,
    /// Judge as on this day, YYYY-MM-DD; today when left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Date>,
    #[command(flatten)]
    outputs: OutputArgs,
    #[command(flatten)]
    gate: GateArgs,
    #[command(flatten)]
    data: DataArgs,
}

/// A day as files and flags write it.
fn day(text: &str) -> Result<Date, String> {
    let day = text.parse::<Date>().ok().filter(|day| day.to_string() == text);
    day.ok_or_else(|| "expected a day, YYYY-MM-DD".to_owned())
}

/// The instant that the dossier is judged at.
static AT: OnceLock<DateTime> = OnceLock::new();

fn at() -> DateTime {
    AT.get().copied().unwrap_or_default()
}

pub(super) fn dossier(args: &DossierArgs) -> Result<Outcome, Failure> {
    let library = args.data.library()?;
    let shown = args.file.display().to_string();
    let bytes = yaml::bytes(&args.file).map_err(|error| Failure::usage(format!("cannot read {shown}: {error}")))?;
    let text = yaml::text(&shown, bytes).map_err(Failure::usage)?;
    let dossier = read(&shown, &text, &library)
        .map_err(|problems| Failure::usage(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))?;
    let standard = library.standard(&dossier.standard).ok_or_else(|| Failure::internal("the standard is gone"))?;
    let _ = AT.set(args.on.map_or_else(now, |day| day.at(0, 0, 0, 0)));
    let identity = identity(&dossier);
    let policy = args.gate.policy_at(at().date(), &identity.version)?;
    args.outputs.spare(args.gate.baseline())?;
    let mut reporters = args.outputs.reporters(&policy, args.data.lang)?;
    let mut gate = Gate::new(policy);
    let mut pass_on = |event: Event| {
        gate.event(&event);
        reporters.event(&event);
    };
    let opening = Opening { subject: Subject::Dossier, identity, clock: at, objects: 1, whole: true };
    let mut emission = Emission::open(opening, vec![Part::whole(standard)], &mut pass_on);
    tell(&mut emission, &dossier, judge(standard, &dossier, &Folder::of(&args.file), at().date()));
    emission.close();
    reporters.finish().map_err(|errors| unwritten(&errors))?;
    Ok(gate.decide().outcome)
}

/// Whose dossier it is.
fn identity(dossier: &Dossier) -> TargetIdentity {
    let object = &dossier.object;
    TargetIdentity {
        name: object.name.clone(),
        vendor: object.vendor.clone(),
        version: object.version.clone(),
        ..TargetIdentity::default()
    }
}
