//! Fixtures: values made once a run, before the cases that use them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::case::CaseRun;
use super::result::CaseResult;
use super::stage::Stage;
use super::values::{Taken, Variables};
use crate::plan::{Case, Fixture, StandardPlan, Taking, fill};
use crate::verdict::Verdict;

/// Names of the fixtures of which any case of the plan takes a value: by itself, by the tables of what it calls, or by
/// way of another fixture. What no case needs is not made: a selection that only reads creates nothing.
pub(super) fn used(plan: &StandardPlan) -> BTreeSet<String> {
    let mut taken = Taking::new(plan);
    for case in &plan.cases {
        taken.add(&case.steps);
    }
    taken.fixtures()
}

/// Makes the values of a fixture: by its steps, else from the target file, else the fallback.
pub(super) async fn make<'a>(stage: &'a Stage<'a>, fixture: &'a Fixture) -> (BTreeMap<String, Taken>, CaseResult) {
    let case = Case {
        id: format!("{}/fixtures/{}", stage.standard.id, fixture.name),
        title: crate::id::Text { zh: fixture.name.clone(), en: fixture.name.clone() },
        operation: fixture.steps.first().map(|step| step.operation.clone()).unwrap_or_default(),
        tags: Vec::new(),
        file: fixture.file.clone(),
        rule: None,
        exclusive: true,
        slow: false,
        needs: Vec::new(),
        twin: None,
        steps: fixture.steps.clone(),
    };
    let (captures, result) = CaseRun::new(stage, &case).fixture().await;
    let mut variables = Variables::new(&stage.shared, &case.id);
    for (name, taken) in captures {
        variables.keep(&name, taken);
    }
    let mut made = BTreeMap::new();
    let mut sound = true;
    for (name, template) in &fixture.values {
        variables.start();
        let taken = match fill(template, &mut variables) {
            Ok(value) => Taken::Value(value, variables.used.first().cloned()),
            Err(_) => Taken::Absent(variables.missing.take().and_then(|(_, root)| root)),
        };
        // A value that only warns is still the target's own: a stand-in may be one that it does not know.
        sound &= match &taken {
            Taken::Value(_, cause) => cause.as_ref().is_none_or(|(_, verdict)| *verdict <= Verdict::Warning),
            Taken::Absent(_) => false,
        };
        made.insert(format!("{}.{name}", fixture.name), taken);
    }
    // Without steps there is nothing but what the target file knows.
    if (!sound || fixture.steps.is_empty())
        && let Some(instead) = instead(stage, fixture)
    {
        made = instead
            .into_iter()
            .map(|(name, value)| (format!("{}.{name}", fixture.name), Taken::Value(value, None)))
            .collect();
    }
    (made, result)
}

fn instead(stage: &Stage<'_>, fixture: &Fixture) -> Option<Vec<(String, Value)>> {
    let known = fixture.known.as_ref().and_then(|path| stage.shared.target.known(path)).and_then(Value::as_object);
    let members = known.or(fixture.fallback.as_ref())?;
    Some(members.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
}
