//! Fixtures: values made once a run, before the cases that use them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::case::{CaseResult, CaseRun};
use super::stage::Stage;
use super::values::{Taken, Variables};
use crate::plan::{Case, Fixture, StandardPlan, Step, fill, sites};
use crate::verdict::Verdict;

/// Whether any case of the plan takes a value of the fixture, by itself, by the tables of what it calls, or by way of
/// another fixture. What no case needs is not made: a selection that only reads creates nothing.
pub(super) fn is_used(fixture: &Fixture, plan: &StandardPlan) -> bool {
    let mark = format!("{}.", fixture.name);
    let by_cases = plan.cases.iter().any(|case| takes(&case.steps, &mark, plan));
    by_cases
        || plan
            .fixtures
            .iter()
            .any(|other| other.name != fixture.name && takes(&other.steps, &mark, plan) && is_used(other, plan))
}

fn takes(steps: &[Step], mark: &str, plan: &StandardPlan) -> bool {
    let by_text = || format!("{steps:?}").contains(mark);
    let by_rows = || {
        let operations = steps.iter().filter_map(|step| plan.standard.operation(&step.operation));
        operations.flat_map(|operation| sites(&plan.standard, operation)).any(|site| {
            let semantics = &site.row.semantics;
            site.in_base && semantics.fixture.as_deref().is_some_and(|name| name.starts_with(mark))
        })
    };
    by_rows() || by_text()
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
    if !sound && let Some(instead) = instead(stage, fixture) {
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
