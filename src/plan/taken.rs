//! What steps take from elsewhere: values of fixtures, known data, credentials.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::build::StandardPlan;
use super::case::{Edit, Step};
use super::pieces::piece;
use super::site::sites;

/// Collects the variables that steps take.
pub struct Taking<'p> {
    plan: &'p StandardPlan,
    /// Variables by operation that its base request takes.
    of_base: HashMap<&'p str, BTreeSet<String>>,
    variables: BTreeSet<String>,
}

impl<'p> Taking<'p> {
    /// Nothing yet, of this plan's steps.
    pub fn new(plan: &'p StandardPlan) -> Self {
        Self { plan, of_base: HashMap::new(), variables: BTreeSet::new() }
    }

    /// Adds what these steps take, by themselves and by the tables of what they call.
    pub fn add(&mut self, steps: &'p [Step]) {
        for step in steps {
            let plan = self.plan;
            let of_base = self.of_base.entry(&step.operation).or_insert_with(|| of_rows(plan, &step.operation));
            let new = of_base.iter().filter(|name| !self.variables.contains(*name));
            self.variables.extend(new.cloned().collect::<Vec<_>>());
            for edit in &step.edits {
                match edit {
                    Edit::Set(pointer, value) => {
                        in_text(pointer, &mut self.variables);
                        in_value(value, &mut self.variables);
                    }
                    Edit::Repeat(pointer, _) | Edit::Remove(pointer) => in_text(pointer, &mut self.variables),
                }
            }
            step.checks.iter().for_each(|call| in_value(&call.with, &mut self.variables));
            let conditions = step.captures.iter().flat_map(|capture| [&capture.prefer, &capture.except]);
            let conditions = conditions.flatten().flat_map(|members| members.values());
            conditions.for_each(|value| in_value(value, &mut self.variables));
        }
    }

    /// The variables, `region.city` and also `part.region.city` as `region.city`; those that fixtures take themselves too.
    pub fn variables(mut self) -> BTreeSet<String> {
        let plan = self.plan;
        // Later fixtures use earlier ones.
        for fixture in plan.fixtures.iter().rev() {
            let mark = format!("{}.", fixture.name);
            if self.variables.iter().any(|variable| variable.starts_with(&mark)) {
                self.add(&fixture.steps);
            }
        }
        self.variables
    }

    /// Names of the fixtures that are taken.
    pub fn fixtures(self) -> BTreeSet<String> {
        let known: BTreeSet<&String> = self.plan.fixtures.iter().map(|fixture| &fixture.name).collect();
        let variables = self.variables();
        let names = variables.iter().filter_map(|variable| Some(variable.split_once('.')?.0.to_owned()));
        names.filter(|name| known.contains(name)).collect()
    }
}

fn of_rows(plan: &StandardPlan, operation: &str) -> BTreeSet<String> {
    let sites = plan.standard.operation(operation).map(|operation| sites(&plan.standard, operation));
    let rows = sites.into_iter().flatten().filter(|site| site.in_base).map(|site| site.row);
    rows.filter_map(|row| row.semantics.fixture.clone()).collect()
}

fn in_value(value: &Value, variables: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => in_text(text, variables),
        Value::Array(items) => items.iter().for_each(|item| in_value(item, variables)),
        Value::Object(members) => members.iter().for_each(|(key, value)| {
            in_text(key, variables);
            in_value(value, variables);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn in_text(text: &str, variables: &mut BTreeSet<String>) {
    for (variable, _) in text.split("${").skip(1).filter_map(|rest| rest.split_once('}')) {
        variables.insert(whole(variable).to_owned());
    }
}

/// The variable of which `part.X`, `tail.X` and their like are made.
fn whole(variable: &str) -> &str {
    piece(variable).map_or(variable, |(of, _)| whole(of))
}
