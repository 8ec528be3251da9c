//! What a refusal of bad input is worth at the end of a run: nothing, where the good request is refused by then as well.

use std::collections::BTreeSet;

use serde_json::json;

use super::close::verdict;
use super::refused::Ended;
use super::settle::dependent;
use super::values::Cause;
use crate::check::{Coverage, Unit, units_of};
use crate::plan::{Case, StandardPlan, again_of};
use crate::standard::Operation;
use crate::verdict::{FindingCode, VerdictEvent};

/// Verdicts about what was refused by operations that had taken a good request and took none any more at the end: who
/// refuses everything has not looked at what was bad.
pub(super) fn doubted(plan: &StandardPlan, coverage: &Coverage, ended: &Ended) -> Vec<VerdictEvent> {
    let operations = plan.standard.operations.iter();
    operations
        .filter_map(|operation| Some((operation, turned(plan, operation, ended)?)))
        .flat_map(|(operation, cause)| {
            let units = negatives(plan, operation).into_iter().filter(|unit| coverage.judges(&unit.local, unit.aspect));
            units.map(move |unit| {
                let mut said = verdict(&plan.standard, &unit.local, unit.aspect, Some(cause.clone()));
                if let Some(finding) = &mut said.finding {
                    finding.actual = json!("at the end of the run a good request was refused too");
                }
                said
            })
        })
        .collect()
}

/// Why the good request of an operation was refused at the end, if it had been taken before.
fn turned(plan: &StandardPlan, operation: &Operation, ended: &Ended) -> Option<Cause> {
    use FindingCode::{Masked, NeedsData, NotAsked, NotReached, Prerequisite};
    let (root, verdict) = ended.get(&again_of(&plan.standard.id, &operation.name))?.clone().err()??;
    let asked =
        !matches!(root.code, Masked | NeedsData | NotAsked | NotReached | Prerequisite) && !root.code.is_silence();
    asked.then_some((root, dependent(verdict)))
}

/// What refusals of bad input tell of, where a good request stands beside each.
fn negatives(plan: &StandardPlan, operation: &Operation) -> BTreeSet<Unit> {
    let cases = plan.cases.iter().filter(|case| case.twin.is_some() && case.operation == operation.name);
    let calls = cases.flat_map(|case: &Case| {
        let steps = case.steps.iter().flat_map(|step| step.checks.iter().map(move |call| (step, call)));
        steps.filter(|(_, call)| call.check == "refused").map(move |(step, call)| (case, step, call))
    });
    // The first is the one that is named; that a refusal is told truthfully was seen.
    calls
        .filter_map(|(case, step, call)| units_of(&plan.standard, case, &step.operation, call).into_iter().next())
        .collect()
}
