//! `run --explore`: further requests, drawn by a seed, and the smallest that shows each finding of theirs.

use super::common::Failure;
use crate::check::{Coverage, Registry};
use crate::plan::{EXPLORE, Plan, explore};
use crate::run::{HttpTransport, Ready, Settings, shrink};
use crate::schema::Schemas;
use crate::target::Target;
use crate::verdict::{Event, Verdict, VerdictEvent};

/// Findings that are made smaller.
const SHOWN: usize = 5;

/// Adds drawn cases to each standard of a plan.
pub(super) fn add(plan: &mut Plan, count: usize, operations: &[String]) {
    for part in &mut plan.standards {
        let drawn = explore(&part.standard, plan.seed, count).into_iter();
        part.cases.extend(drawn.filter(|case| operations.is_empty() || operations.contains(&case.operation)));
    }
}

/// Keeps the first finding of each root that only a drawn case has shown.
#[derive(Default)]
pub(super) struct Findings {
    drawn: Vec<VerdictEvent>,
    others: Vec<VerdictEvent>,
}

impl Findings {
    pub(super) fn note(&mut self, event: &Event) {
        let Event::Verdict(event) = event else { return };
        if !matches!(event.verdict, Verdict::Fail | Verdict::Warning) {
            return;
        }
        let is_drawn = event.case.contains(&format!("/{EXPLORE}-"));
        let list = if is_drawn { &mut self.drawn } else { &mut self.others };
        let root = |event: &VerdictEvent| event.finding.as_ref().map(|finding| finding.root.clone());
        if !list.iter().any(|known| root(known) == root(event)) {
            list.push((**event).clone());
        }
    }

    /// What drawn cases have shown, and whether other cases have shown it too.
    fn found(&self) -> Vec<(&VerdictEvent, bool)> {
        let root = |event: &VerdictEvent| event.finding.as_ref().map(|finding| finding.root.clone());
        let known = |event: &VerdictEvent| self.others.iter().any(|other| root(other) == root(event));
        self.drawn.iter().map(|event| (event, known(event))).collect()
    }
}

/// The smallest request for each finding, as text.
///
/// # Errors
/// When schemas do not compile or no transport can be made.
pub(super) async fn smallest(
    plan: &Plan,
    target: &Target,
    settings: &Settings,
    findings: &Findings,
) -> Result<String, Failure> {
    let found = findings.found();
    let mut text = format!("drawn requests showed {} findings\n", found.len());
    for (event, known) in found.into_iter().take(SHOWN) {
        let part = plan.standards.iter().find(|part| part.standard.id == event.standard);
        let of = part.and_then(|part| part.cases.iter().find(|case| case.id == event.case).map(|case| (part, case)));
        let Some(((part, case), entry)) = of.zip(target.standard(&event.standard)) else { continue };
        let schemas = Schemas::compile(&part.standard).map_err(Failure::internal)?;
        let coverage = Coverage::of(part, &|operation| entry.claims(operation));
        let transport = HttpTransport::new(entry.wire()).map_err(Failure::usage)?;
        let ready = Ready { plan: part, schemas: &schemas, coverage: &coverage, target: entry, transport: &transport };
        let smallest = shrink(&ready, plan.seed, &Registry::default(), settings, (case, event)).await;
        let Some(finding) = &smallest.event.finding else { continue };
        let also = if known { "other cases show it too" } else { "no other case shows it" };
        text.push_str(&format!(
            "{} {}#{} {} ({also}; smallest of {} requests)\n",
            smallest.event.verdict, smallest.event.requirement, smallest.event.aspect, finding.code, smallest.tries
        ));
        for edit in smallest.case.steps.iter().take(1).flat_map(|step| &step.edits) {
            text.push_str(&format!("  {}\n", crate::report::escape::shown(&format!("{edit:?}"))));
        }
        if let Some(curl) = &finding.curl {
            text.push_str(&format!("  {curl}\n"));
        }
    }
    Ok(text)
}
