//! Which cases judge a requirement: those that name it, and those whose exchanges show it in passing.

use super::case::{Case, CheckCall};
use super::generate::ACCEPTED;
use super::site::answer_sites;
use crate::standard::{Operation, Standard};

/// The cases that judge a requirement, by its local id, in their order. A row of an answer is judged by every exchange of
/// its operation: the accepted one of each stands for them, beside those that compare what comes back.
pub fn judging<'c>(standard: &Standard, cases: &'c [Case], local: &str) -> Vec<&'c Case> {
    let shown: Vec<Shown<'_>> = standard.operations.iter().filter_map(|one| Shown::by(standard, one, local)).collect();
    let mut refusals: Vec<&str> =
        shown.iter().filter(|shown| shown.in_refusals).map(|shown| shown.operation()).collect();
    cases
        .iter()
        .filter(|case| {
            let names = calls(case).any(|(_, call)| call.requirement == local);
            let compares =
                || calls(case).any(|(operation, call)| shown.iter().any(|one| one.is_compared(operation, call)));
            let is_accepted = || {
                case.rule == Some(ACCEPTED)
                    && case.twin.is_none()
                    && shown.iter().any(|one| one.operation() == case.operation)
            };
            if names || is_accepted() || compares() {
                return true;
            }
            // One refusal of each operation shows what is said in all.
            let refused = refusals.iter().position(|name| case.operation == *name && is_refused(case));
            refused.map(|at| refusals.remove(at)).is_some()
        })
        .collect()
}

/// Where the answers of an operation show a row.
struct Shown<'s> {
    operation: &'s Operation,
    name: &'s str,
    /// Objects that hold it; the first item stands for all.
    objects: Vec<String>,
    /// What it says shows in refusals.
    in_refusals: bool,
}

impl<'s> Shown<'s> {
    fn by(standard: &'s Standard, operation: &'s Operation, local: &str) -> Option<Self> {
        let sites: Vec<_> =
            answer_sites(standard, operation).into_iter().filter(|site| site.local() == local).collect();
        let is_output = operation.requirements.output == local;
        if sites.is_empty() && !is_output {
            return None;
        }
        let envelope = &standard.envelope;
        let told = |pointer: &String| [&envelope.code, &envelope.message, &envelope.data].contains(&pointer);
        Some(Self {
            operation,
            name: sites.first().map_or("", |site| site.row.name()),
            objects: sites.iter().filter_map(|site| Some(site.pointer.rsplit_once('/')?.0.to_owned())).collect(),
            in_refusals: sites.iter().any(|site| told(&site.pointer)),
        })
    }

    fn operation(&self) -> &'s str {
        &self.operation.name
    }

    /// Whether a call in an exchange of this operation compares the row with what was sent or answered before.
    fn is_compared(&self, operation: &str, call: &CheckCall) -> bool {
        let at = call.with.get("at").and_then(serde_json::Value::as_str).unwrap_or_default();
        let members = call.with.get("members").and_then(serde_json::Value::as_array);
        call.check == "agrees"
            && operation == self.operation()
            // A list is compared in the items that the call asks for.
            && self.objects.iter().any(|object| object == at || object.strip_suffix("/0") == Some(at))
            && members.is_none_or(|members| members.iter().any(|member| member == self.name))
    }
}

fn calls(case: &Case) -> impl Iterator<Item = (&str, &CheckCall)> {
    case.steps.iter().flat_map(|step| step.checks.iter().map(move |call| (step.operation.as_str(), call)))
}

fn is_refused(case: &Case) -> bool {
    case.rule.is_some() && calls(case).any(|(_, call)| call.check == "refused")
}
