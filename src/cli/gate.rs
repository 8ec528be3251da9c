//! What a pipeline asks of a run: the options that `run`, `report render` and `report merge` share.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;

use super::common::{DataArgs, Failure};
use crate::check::Coverage;
use crate::plan::Selection;
use crate::policy::{FailOn, Policy, Snapshot, Terms, Waivers};
use crate::report::{Recording, read};
use crate::standard::Library;
use crate::verdict::Event;

/// What a pipeline asks of a run.
#[derive(Args, Debug, Clone, Default)]
pub struct GateArgs {
    /// What makes the run fail; `new` where --baseline is given, else `fail`.
    #[arg(long, value_name = "WHAT", value_enum)]
    fail_on: Option<FailOn>,
    /// Percent of the planned units, those not claimed among them, that must be judged; what is asked of nobody as the target is
    /// does not count. Less ends with exit code 3.
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    min_judged: Option<f64>,
    /// Waiver file: findings that somebody answers for. They are shown apart and never pass.
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
    /// Events of an earlier run: what it had already is shown apart, what is new counts, what is mended is told.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim_end_matches('%').parse::<f64>().ok();
    number.filter(|number| (0.0..=100.0).contains(number)).ok_or_else(|| "expected a number from 0 to 100".to_owned())
}

impl GateArgs {
    /// The terms, read from their files.
    pub(super) fn terms(&self) -> Result<Terms, Failure> {
        if self.fail_on == Some(FailOn::New) && self.baseline.is_none() {
            return Err(Failure::usage("--fail-on new needs --baseline FILE: nothing is new without an earlier run"));
        }
        let waivers = self.waivers.as_deref().map(Waivers::load).transpose().map_err(Failure::usage)?;
        let baseline = self.baseline.as_deref().map(whole).transpose()?;
        Ok(Terms {
            fail_on: self.fail_on,
            min_judged: self.min_judged,
            waivers: waivers.unwrap_or_default(),
            baseline: baseline.map(|recording| Snapshot::of(&recording.events)),
        })
    }

    /// The earlier run, if there is one.
    pub(super) fn baseline(&self) -> Option<&Path> {
        self.baseline.as_deref()
    }

    /// The policy for a recorded run: on its day, for its target.
    pub(super) fn policy_of(&self, events: &[Event]) -> Result<Arc<Policy>, Failure> {
        let started = events.iter().find_map(|event| match event {
            Event::RunStarted(started) => Some(started),
            _ => None,
        });
        let day = started.and_then(|started| started.started.get(..10)?.parse::<Date>().ok()).unwrap_or(Date::MAX);
        let version = started.map(|started| started.target.version.clone()).unwrap_or_default();
        self.policy_at(day, &version)
    }

    /// The policy on a day, for this version of what is judged.
    pub(super) fn policy_at(&self, day: Date, version: &str) -> Result<Arc<Policy>, Failure> {
        Ok(Arc::new(Policy::new(self.terms()?, day, version)))
    }
}

/// A recording that was closed.
pub(super) fn whole(path: &Path) -> Result<Recording, Failure> {
    let recording = read(path).map_err(Failure::usage)?;
    if recording.complete {
        return Ok(recording);
    }
    let message = format!("{} has no `run-finished`: the run was cut short", path.display());
    Err(Failure::usage(message))
}

/// Refuses waivers of requirements that do not exist.
pub(super) fn check_waivers(waivers: &Waivers, data: &DataArgs, library: &Library) -> Result<(), Failure> {
    if waivers.entries.is_empty() {
        return Ok(());
    }
    let everything = data.plan(library, &Selection { drafts: true, ..Selection::default() }, 1)?;
    let catalogue: Vec<_> =
        everything.standards.iter().flat_map(|part| Coverage::of(part, &|_| true).catalogue).collect();
    let names = catalogue.iter().map(|entry| entry.requirement.as_str());
    let unknown = waivers.unknown(
        &|requirement, aspect| {
            let mut entries = catalogue.iter().filter(|entry| entry.requirement == *requirement);
            entries.any(|entry| entry.aspects.iter().any(|known| known.aspect == aspect))
        },
        names,
    );
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Failure::usage(unknown.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}
