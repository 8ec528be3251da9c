//! The end of a run: what was planned and never seen is inconclusive, with the cause if there is one.

use std::collections::{BTreeSet, HashMap};

use serde_json::json;

use super::settle::{clause_of, dependent, operation_of, root};
use crate::check::{Unit, units_of};
use crate::id::Aspect;
use crate::plan::StandardPlan;
use crate::standard::{Operation, Standard};
use crate::verdict::{Finding, FindingCode, Root, Verdict, VerdictEvent};

/// How many cases have said something about each unit, by requirement.
pub(super) type Units = HashMap<String, Vec<(Aspect, usize)>>;

/// What the end of a run must remember of its verdicts.
#[derive(Default)]
pub struct Known {
    units: Units,
    /// The verdicts other than pass.
    deviations: Vec<Told>,
}

/// What is remembered of a verdict other than pass.
struct Told {
    local: String,
    verdict: Verdict,
    root: Option<Root>,
    case: String,
}

impl Known {
    /// With what has been said before.
    pub(super) fn of(units: Units) -> Self {
        Self { units, deviations: Vec::new() }
    }

    /// What has been said of units.
    pub(super) fn into_units(self) -> Units {
        self.units
    }

    /// Takes back that a case said something about these units.
    pub(super) fn forget(&mut self, units: &[Unit]) {
        for unit in units {
            let aspects = self.units.get_mut(&unit.local).into_iter().flatten();
            for (_, cases) in aspects.filter(|(aspect, _)| *aspect == unit.aspect) {
                *cases = cases.saturating_sub(1);
            }
        }
    }

    /// Takes in a verdict.
    pub fn note(&mut self, event: &VerdictEvent) {
        let local = event.requirement.local();
        if !self.units.contains_key(local) {
            self.units.insert(local.to_owned(), Vec::new());
        }
        if let Some(aspects) = self.units.get_mut(local) {
            match aspects.iter_mut().find(|(aspect, _)| *aspect == event.aspect) {
                Some((_, cases)) => *cases += 1,
                None => aspects.push((event.aspect, 1)),
            }
        }
        if event.verdict > Verdict::Pass {
            self.deviations.push(Told {
                local: local.to_owned(),
                verdict: event.verdict,
                root: event.finding.as_ref().map(|finding| finding.root.clone()),
                case: event.case.clone(),
            });
        }
    }

    /// Whether any case has said anything about the unit.
    pub fn has(&self, local: &str, aspect: Aspect) -> bool {
        speaks_of(&self.units, local, aspect)
    }
}

/// Whether any case has said anything about the unit.
pub(super) fn speaks_of(units: &Units, local: &str, aspect: Aspect) -> bool {
    units.get(local).is_some_and(|aspects| aspects.iter().any(|(of, cases)| *of == aspect && *cases > 0))
}

/// Verdicts about those of the judged units that the plan set out to judge and no case has said anything about, with the
/// cause if there is one.
pub fn unreached(
    plan: &StandardPlan,
    judged: impl Iterator<Item = (String, Aspect)>,
    known: &Known,
) -> Vec<VerdictEvent> {
    let standard = plan.standard.as_ref();
    let told = &known.deviations;
    let mut broken: HashMap<&str, (&Root, Verdict)> = HashMap::new();
    for told in told {
        let Some(root) = &told.root else { continue };
        let entry = broken.entry(told.local.as_str()).or_insert((root, told.verdict));
        if told.verdict > entry.1 {
            *entry = (root, told.verdict);
        }
    }
    let judged = judged.filter(|(local, aspect)| !known.has(local, *aspect));
    let silent: Vec<(String, Aspect)> = judged.collect();
    let (called, conditional) = if silent.is_empty() { Default::default() } else { called(plan) };
    let set_out = |local: &str, aspect| {
        let unit = Unit { local: local.to_owned(), aspect };
        let probed = standard.clause(local).is_some_and(|clause| clause.probe.is_some());
        probed
            || plan.entire.contains(operation_of(standard, local))
            || called.contains(&unit)
            || conditional.contains(&unit)
    };
    silent
        .into_iter()
        .filter(|(local, aspect)| set_out(local, *aspect))
        .map(|(local, aspect)| {
            let cause = cause(standard, &local, told, &broken);
            let unit = Unit { local, aspect };
            let asked = !conditional.contains(&unit) || called.contains(&unit);
            let mut said = verdict(standard, &unit.local, aspect, cause);
            let unseen = said.finding.as_ref().is_some_and(|finding| finding.code == FindingCode::NotReached);
            if unseen && (!asked || below_optional(standard, &unit.local)) {
                // Nothing is broken: the answers left out what it would be judged by, as they may.
                said.verdict = Verdict::NotApplicable;
            }
            let unreadable =
                said.finding.as_ref().is_some_and(|finding| finding.root.code == FindingCode::UnlistedCode);
            if said.verdict == Verdict::Warning && unreadable {
                // A return code that nobody can read only warns, but nothing was seen behind it in any answer of the run.
                said.verdict = Verdict::Inconclusive;
            }
            said
        })
        .collect()
}

/// Units that a case names: those that it judges in any event, and those that it judges when an answer allows it.
fn called(plan: &StandardPlan) -> (BTreeSet<Unit>, BTreeSet<Unit>) {
    let mut called = (BTreeSet::new(), BTreeSet::new());
    for case in &plan.cases {
        for step in &case.steps {
            let units = step.checks.iter().flat_map(|call| units_of(&plan.standard, case, &step.operation, call));
            if step.when.is_none() { called.0.extend(units) } else { called.1.extend(units) }
        }
    }
    called
}

/// The nearest thing that is broken: the row itself, a row above it, the envelope, the operation's base request.
fn cause(
    standard: &Standard,
    local: &str,
    told: &[Told],
    broken: &HashMap<&str, (&Root, Verdict)>,
) -> Option<(Root, Verdict)> {
    let mut chain = vec![local.to_owned()];
    while let Some(above) = row_above(standard, chain.last().map_or("", String::as_str)) {
        if chain.contains(&above) {
            break;
        }
        chain.push(above);
    }
    let operation = standard.operation(operation_of(standard, local));
    if let Some(operation) = operation {
        let code = crate::check::locate(standard, &operation.response, &standard.envelope.code);
        chain.extend(code.map(|(table, row)| table.local_id(row)));
        chain.push(operation.requirements.output.clone());
    }
    let direct = chain.iter().find_map(|local| broken.get(local.as_str()));
    if let Some((root, verdict)) = direct {
        return Some(((*root).clone(), dependent(*verdict)));
    }
    let accepted = format!("{}/{}/accepted", standard.id, operation?.name);
    let with_root = |told: &&Told| told.verdict > Verdict::Pass && told.root.is_some();
    let first = told.iter().filter(with_root).find(|told| told.case == accepted);
    let first = first.or_else(|| {
        told.iter().filter(with_root).find(|told| told.root.as_ref().is_some_and(|root| ended_by(root, operation)))
    });
    first.and_then(|told| Some((told.root.clone()?, dependent(told.verdict))))
}

/// Whether this is the cause for which nothing more came from an operation.
fn ended_by(root: &Root, operation: Option<&Operation>) -> bool {
    operation.is_some_and(|operation| root.operation == operation.name) && root.code.is_silence()
}

/// Whether a row stands inside a member that may be left out.
fn below_optional(standard: &Standard, local: &str) -> bool {
    let mut seen = vec![local.to_owned()];
    while let Some(above) = row_above(standard, seen.last().map_or("", String::as_str)) {
        if standard.row(&above).is_some_and(|(_, row)| !row.required()) {
            return true;
        }
        if seen.contains(&above) {
            return false;
        }
        seen.push(above);
    }
    false
}

fn row_above(standard: &Standard, local: &str) -> Option<String> {
    let (table, _) = standard.row(local)?;
    standard.tables.iter().find_map(|outer| {
        let row =
            outer.rows.iter().find(|row| row.members.as_ref().is_some_and(|members| members.value == table.id))?;
        Some(outer.local_id(row))
    })
}

/// What is told of a unit that no case has seen, or none that vouches for it.
pub(super) fn verdict(
    standard: &Standard,
    local: &str,
    aspect: Aspect,
    cause: Option<(Root, Verdict)>,
) -> VerdictEvent {
    let (root, verdict, code) = match cause {
        Some((root, verdict)) => (root, verdict, FindingCode::Prerequisite),
        None => {
            (root(standard, local, aspect, FindingCode::NotReached), Verdict::Inconclusive, FindingCode::NotReached)
        }
    };
    let finding = Finding {
        code,
        expected: "an observation".to_owned(),
        actual: json!("seen in no answer of this run"),
        pointer: String::new(),
        root,
        step: String::new(),
        reading: None,
        clause: clause_of(standard, local).to_owned(),
        hint: None,
        curl: None,
        sent: None,
        answer: None,
    };
    VerdictEvent {
        standard: standard.id.clone(),
        operation: operation_of(standard, local).to_owned(),
        requirement: standard.requirement(local),
        aspect,
        case: format!("{}/unreached", standard.id),
        file: standard.file(None),
        verdict,
        finding: Some(finding),
        millis: 0.0,
    }
}
