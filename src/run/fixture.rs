//! Fixtures: values made once a run, before the cases that use them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::case::{CaseResult, CaseRun};
use super::stage::Stage;
use super::values::{Taken, Variables};
use crate::plan::{Case, Fixture, StandardPlan, Step, fill};

/// Whether any case, or the base of any operation, takes a value of the fixture.
pub(super) fn is_used(fixture: &Fixture, plan: &StandardPlan) -> bool {
    let mark = format!("{}.", fixture.name);
    let rows = plan.standard.tables.iter().flat_map(|table| &table.rows);
    let mut by_rows = rows.filter_map(|row| row.semantics.fixture.as_deref()).chain(
        plan.standard
            .tables
            .iter()
            .flat_map(|table| &table.rows)
            .flat_map(|row| row.semantics.fixture_by.values().map(String::as_str)),
    );
    let text = |steps: &[Step]| format!("{steps:?}");
    by_rows.any(|name| name.starts_with(&mark))
        || plan.cases.iter().filter(|case| case.rule.is_none()).any(|case| text(&case.steps).contains(&mark))
        || plan.fixtures.iter().any(|other| text(&other.steps).contains(&mark))
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
        sound &= matches!(taken, Taken::Value(_, None));
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
