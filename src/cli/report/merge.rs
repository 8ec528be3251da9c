//! `report merge`: joins the parts of a split run.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::unwritten;
use crate::cli::common::{DataArgs, Failure};
use crate::cli::gate::{GateArgs, whole};
use crate::cli::outputs::OutputArgs;
use crate::plan::{Plan, Selection};
use crate::policy::{Gate, Outcome};
use crate::report::merge::{Joined, Part, join};
use crate::run::{Known, unreached};
use crate::standard::Standard;
use crate::verdict::{Event, Fold, JUDGED, RunFinished};

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
    args.outputs.spare(args.files.iter().map(PathBuf::as_path).chain(args.gate.baseline()))?;
    let mut parts = Vec::new();
    for file in &args.files {
        parts.push(Part { name: file.display().to_string(), events: whole(file)?.events });
    }
    let joined = join(parts).map_err(Failure::usage)?;
    let plan = plan(args, &joined)?;
    let mut events = joined.events;
    events.extend(rest(&events, &plan));
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
fn rest(events: &[Event], plan: &Plan) -> Vec<Event> {
    let mut fold = Fold::new();
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    for event in events {
        fold.event(event);
        if let Event::Verdict(verdict) = event {
            known.entry(verdict.standard.clone()).or_default().note(verdict);
        }
    }
    let Some(started) = fold.started() else { return Vec::new() };
    let mut rest = Vec::new();
    for part in &plan.standards {
        let id = &part.standard.id;
        let claims = started.target.claims.iter().find(|claims| claims.standard == *id);
        let claimed = |name: &str| claims.is_none_or(|claims| claims.operations.iter().any(|claimed| claimed == name));
        let judged = fold.units().iter().filter(|unit| unit.disposition == JUDGED);
        let judged = judged.filter(|unit| unit.key.requirement.standard() == id);
        let judged = judged.map(|unit| (unit.key.requirement.local().to_owned(), unit.key.aspect));
        let said = unreached(&part.within(&claimed), judged, known.entry(id.clone()).or_default());
        rest.extend(said.into_iter().map(|verdict| Event::Verdict(Box::new(verdict))));
    }
    rest
}

/// The plan that was split, made again: with other standards or cases nobody could say what is missing of it.
fn plan(args: &MergeArgs, joined: &Joined) -> Result<Plan, Failure> {
    let wrong = || {
        Failure::usage(
            "the parts are of a plan that these standards and cases do not make: join them with the suite that ran them",
        )
    };
    let selection: Selection = serde_json::from_value(joined.shard.selection.clone()).map_err(|_| wrong())?;
    let fittings = &joined.shard.fittings;
    let fitting = |standard: &Standard| serde_json::from_value(fittings.get(&standard.id)?.clone()).ok();
    let library = args.data.library()?.fitted(fitting);
    let mut plan = args.data.plan(&library, &selection, joined.seed)?;
    plan.standards.retain(|part| joined.standards.contains(&part.standard.id));
    if plan.digest() == joined.shard.plan { Ok(plan) } else { Err(wrong()) }
}
