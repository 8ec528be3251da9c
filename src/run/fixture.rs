//! Fixtures: values made once a run, before the cases that use them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::case::{CaseResult, CaseRun};
use super::stage::Stage;
use super::values::{Taken, Variables};
use crate::plan::{Case, Edit, Fixture, StandardPlan, Step, fill, sites};
use crate::verdict::Verdict;

/// Names of the fixtures of which any case of the plan takes a value: by itself, by the tables of what it calls, or by
/// way of another fixture. What no case needs is not made: a selection that only reads creates nothing.
pub(super) fn used(plan: &StandardPlan) -> BTreeSet<String> {
    let mut rows = HashMap::new();
    let mut used = BTreeSet::new();
    for case in &plan.cases {
        take(&case.steps, plan, &mut rows, &mut used);
    }
    // Later fixtures use earlier ones.
    for fixture in plan.fixtures.iter().rev().filter(|fixture| !fixture.steps.is_empty()) {
        if used.contains(&fixture.name) {
            take(&fixture.steps, plan, &mut rows, &mut used);
        }
    }
    used
}

/// Fixtures by operation that its base request takes.
type ByRows<'p> = HashMap<&'p str, BTreeSet<String>>;

fn take<'p>(steps: &'p [Step], plan: &'p StandardPlan, rows: &mut ByRows<'p>, used: &mut BTreeSet<String>) {
    for step in steps {
        let of_rows = rows.entry(&step.operation).or_insert_with(|| by_rows(plan, &step.operation));
        used.extend(of_rows.iter().filter(|name| !used.contains(*name)).cloned().collect::<Vec<_>>());
        for edit in &step.edits {
            match edit {
                Edit::Set(pointer, value) => {
                    names_in_text(pointer, used);
                    names_in(value, used);
                }
                Edit::Repeat(pointer, _) | Edit::Remove(pointer) => names_in_text(pointer, used),
            }
        }
        step.checks.iter().for_each(|call| names_in(&call.with, used));
        let conditions = step.captures.iter().flat_map(|capture| [&capture.prefer, &capture.except]);
        conditions.flatten().flat_map(|members| members.values()).for_each(|value| names_in(value, used));
    }
}

fn by_rows(plan: &StandardPlan, operation: &str) -> BTreeSet<String> {
    let sites = plan.standard.operation(operation).map(|operation| sites(&plan.standard, operation));
    let rows = sites.into_iter().flatten().filter(|site| site.in_base).map(|site| site.row);
    let fixtures = rows.filter_map(|row| Some(row.semantics.fixture.as_deref()?.split_once('.')?.0.to_owned()));
    fixtures.collect()
}

fn names_in(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => names_in_text(text, used),
        Value::Array(items) => items.iter().for_each(|item| names_in(item, used)),
        Value::Object(members) => members.iter().for_each(|(key, value)| {
            names_in_text(key, used);
            names_in(value, used);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Every part but the last of each variable in a text: `region` of `${region.city}` and of `${part.region.city}`.
fn names_in_text(text: &str, used: &mut BTreeSet<String>) {
    for variable in text.split("${").skip(1).filter_map(|rest| rest.split_once('}')) {
        if let Some((names, _)) = variable.0.rsplit_once('.') {
            used.extend(names.split('.').map(str::to_owned));
        }
    }
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
