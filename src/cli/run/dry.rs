//! `run --dry-run`: what would be sent, and what will stay inconclusive.

use std::fmt::Write;

use super::Prepared;
use crate::plan::{StandardPlan, Step};
use crate::run::{calls_to_see, foretold, has_credential};
use crate::standard::{Effect, Standard};
use crate::target::StandardTarget;

/// Says it, standard by standard.
pub(super) fn text(prepared: &Prepared) -> String {
    let mut text = String::new();
    let parts = prepared.plan.standards.iter();
    let entries = parts.filter_map(|part| Some((part, prepared.target.standard(&part.standard.id)?)));
    let entries: Vec<(&StandardPlan, &StandardTarget)> = entries.collect();
    let called = entries.iter().filter(|(part, _)| part.standard.is_called());
    let called: Vec<_> = called.map(|(part, target)| (part.standard.as_ref(), *target)).collect();
    for (part, target) in &entries {
        let entry = (part.standard.as_ref(), *target);
        one(&mut text, part, target, calls_to_see(entry, &called));
        for (clause, reason) in foretold(entry, &called) {
            let _ = writeln!(text, "  inconclusive         {clause}: {reason}");
        }
    }
    text
}

fn one(text: &mut String, part: &StandardPlan, target: &StandardTarget, to_see: usize) {
    let standard = &part.standard;
    let cases: Vec<_> = part.cases.iter().filter(|case| target.claims(&case.operation)).collect();
    let times = |step: &Step| step.for_each.as_ref().map_or(1, |each| each.max);
    let steps = cases.iter().flat_map(|case| &case.steps).chain(part.fixtures.iter().flat_map(|f| &f.steps));
    // What only follows from an earlier end may be sent too.
    let sent: usize = steps.clone().map(times).sum::<usize>() + to_see;
    let creating =
        |step: &&Step| standard.operation(&step.operation).is_some_and(|operation| operation.effect == Effect::Create);
    let creates: usize = steps.filter(|step| step.when.is_none()).filter(creating).map(times).sum();
    let _ = write!(text, "{}\n  cases                {}\n  exchanges at most    {sent}\n", standard.id, cases.len());
    let _ = write!(text, "  of them creating     {creates}");
    match target.max_creates() {
        Some(allowed) if (allowed as usize) < creates => {
            let _ = writeln!(text, ", max_creates allows {allowed}: what needs more will be inconclusive");
        }
        _ => text.push('\n'),
    }
    let mut needs: Vec<(&str, usize)> = Vec::new();
    for need in cases.iter().flat_map(|case| &case.needs).filter(|need| lacks(standard, target, need)) {
        match needs.iter_mut().find(|(name, _)| name == need) {
            Some((_, count)) => *count += 1,
            None => needs.push((need, 1)),
        }
    }
    for (need, count) in needs {
        let _ = writeln!(text, "  inconclusive without {need}: {count} cases");
    }
    if let Some(rate) = target.requests_per_second() {
        let _ = writeln!(text, "  at least             {:.0} s at {rate} requests a second", sent as f64 / rate);
    }
}

fn lacks(standard: &Standard, target: &StandardTarget, need: &str) -> bool {
    match need.split_once('.') {
        Some(("credentials", name)) => !has_credential(&standard.credential, target, name),
        Some(("known", path)) => target.known(path).is_none(),
        _ => false,
    }
}
