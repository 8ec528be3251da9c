//! Are the checks that cases call known, and their arguments?

use super::Registry;
use crate::plan::{CheckCall, Plan};
use crate::yaml::nearest;

/// Problems in the check calls of a plan, as `file:line:column: message`.
pub fn lint(plan: &Plan, registry: &Registry) -> Vec<String> {
    let cases = plan.standards.iter().flat_map(|standard| &standard.cases);
    let calls = cases.flat_map(|case| &case.steps).flat_map(|step| &step.checks);
    calls.filter_map(|call| problem(call, registry).map(|problem| format!("{}: {problem}", place(call)))).collect()
}

fn place(call: &CheckCall) -> String {
    call.place.as_ref().map_or_else(|| "generated case".to_owned(), ToString::to_string)
}

fn problem(call: &CheckCall, registry: &Registry) -> Option<String> {
    let Some(check) = registry.called(&call.check) else {
        let near = nearest(&call.check, registry.called.iter().map(|check| check.name));
        let help = near.map(|name| format!(": did you mean `{name}`?")).unwrap_or_default();
        return Some(format!("no check `{}`{help}", call.check));
    };
    if check.finding.is_none() && call.finding.is_none() {
        return Some(format!("check `{}` needs a `finding`", call.check));
    }
    let arguments = call.with.as_object()?;
    let unknown = arguments.keys().find(|name| !check.arguments.contains(&name.as_str()))?;
    let help = nearest(unknown, check.arguments.iter().copied()).map(|name| format!(", did you mean `{name}`?"));
    let known = check.arguments.join(", ");
    Some(format!("check `{}` has no argument `{unknown}`{}: it takes {known}", call.check, help.unwrap_or_default()))
}
