//! `report merge`: joins the parts of a split run.

use std::path::PathBuf;

use clap::Args;

use super::unwritten;
use crate::cli::common::{DataArgs, Failure};
use crate::cli::gate::{GateArgs, whole};
use crate::cli::outputs::OutputArgs;
use crate::policy::{Gate, Outcome};
use crate::report::merge::{Part, join};
use crate::run::{Known, unreached};
use crate::standard::Library;
use crate::verdict::{Event, Fold, RunFinished, Unit};

/// Arguments of `report merge`.
#[derive(Args, Debug)]
pub(super) struct MergeArgs {
    /// Events of every part, in any order.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    outputs: OutputArgs,
    #[command(flatten)]
    gate: GateArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) fn merge(args: &MergeArgs) -> Result<Outcome, Failure> {
    let mut parts = Vec::new();
    for file in &args.files {
        parts.push(Part { name: file.display().to_string(), events: whole(file)?.events });
    }
    let joined = join(parts).map_err(Failure::usage)?;
    let mut events = joined.events;
    let library = args.data.library()?;
    events.extend(rest(&events, &library)?);
    let mut fold = Fold::new();
    events.iter().for_each(|event| fold.event(event));
    events.push(Event::RunFinished(RunFinished { totals: fold.totals(), ..joined.finished }));
    let policy = args.gate.policy_of(&events)?;
    let mut reporters = args.outputs.reporters(&policy, args.data.lang)?;
    let mut gate = Gate::new(policy);
    for event in &events {
        gate.event(event);
        reporters.event(event);
    }
    reporters.finish().map_err(|errors| unwritten(&errors))?;
    Ok(gate.decide().outcome)
}

/// What no part has said anything about: the whole run would have said so at its end.
fn rest(events: &[Event], library: &Library) -> Result<Vec<Event>, Failure> {
    let mut fold = Fold::new();
    let mut known = Known::default();
    for event in events {
        fold.event(event);
        if let Event::Verdict(verdict) = event {
            known.note(verdict);
        }
    }
    let everything = fold.started().is_some_and(|started| started.scope.whole);
    let silent = |unit: &&Unit| {
        let named = || fold.entry(&unit.key.requirement).is_some_and(|entry| entry.cases > 0);
        unit.planned() && unit.verdict.is_none() && (everything || named())
    };
    let silent: Vec<&Unit> = fold.units().iter().filter(silent).collect();
    let mut rest = Vec::new();
    for (id, _) in fold.started().map(|started| started.standards.clone()).unwrap_or_default() {
        let of: Vec<_> = silent
            .iter()
            .filter(|unit| unit.key.requirement.standard() == id)
            .map(|unit| (unit.key.requirement.local().to_owned(), unit.key.aspect))
            .collect();
        if of.is_empty() {
            continue;
        }
        let standard = library.standard(&id);
        let standard = standard.ok_or_else(|| Failure::usage(format!("this suite does not have the standard {id}")))?;
        rest.extend(
            unreached(standard, of.into_iter().map(|(local, aspect)| (local, aspect, true)).collect(), &known)
                .into_iter()
                .map(|verdict| Event::Verdict(Box::new(verdict))),
        );
    }
    Ok(rest)
}
