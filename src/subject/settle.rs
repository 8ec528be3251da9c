//! From what a subject says to a verdict: the readings give the severity, what was said before gives the root.

use serde_json::{Value, json};

use super::emission::Object;
use crate::check::{ALL_BELOW, Context, Decision, Deviation, Judged, Judgement, decide, within};
use crate::id::Aspect;
use crate::standard::Standard;
use crate::verdict::{Finding, FindingCode, Root, Verdict};

/// Faults that are remembered as causes; an object that errs everywhere must not fill the memory.
const FAULTS_KEPT: usize = 10_000;

/// A deviation that others may have their cause in.
pub(super) struct Fault {
    case: String,
    pointer: String,
    root: Root,
    verdict: Verdict,
}

/// Settles a judgement about an object: its verdict, and what it rests on.
pub(super) fn settle(
    (standard, group): (&Standard, &str),
    object: &Object<'_>,
    at: &str,
    judgement: Judgement,
    faults: &mut Vec<Fault>,
) -> (Verdict, Option<Finding>) {
    let Judgement { requirement, aspect, judged } = judgement;
    let unit = Judge { standard, group, object, at, requirement: &requirement, aspect };
    match judged {
        Judged::Pass => (Verdict::Pass, None),
        Judged::NotApplicable(reason) => {
            let root = unit.root(FindingCode::NotAsked);
            (Verdict::NotApplicable, Some(unit.finding(FindingCode::NotAsked, root, json!(reason))))
        }
        Judged::NotReached { reason, consulted } => {
            let cause = consulted.iter().find_map(|(_, pointer)| {
                let place = pointer.trim_end_matches(ALL_BELOW);
                faults.iter().find(|fault| fault.case == object.case && fault.pointer == place)
            });
            let (code, root, verdict) = match cause {
                Some(fault) => (FindingCode::Prerequisite, fault.root.clone(), dependent(fault.verdict)),
                None => (FindingCode::NotReached, unit.root(FindingCode::NotReached), Verdict::Inconclusive),
            };
            let mut finding = unit.finding(code, root, json!(reason));
            finding.expected = "an observation".to_owned();
            (verdict, Some(finding))
        }
        Judged::Deviates(deviation) => unit.deviates(*deviation, faults),
    }
}

/// What depends on a fault.
fn dependent(verdict: Verdict) -> Verdict {
    if verdict == Verdict::Warning { Verdict::Warning } else { Verdict::Inconclusive }
}

struct Judge<'a> {
    standard: &'a Standard,
    group: &'a str,
    object: &'a Object<'a>,
    at: &'a str,
    requirement: &'a str,
    aspect: Aspect,
}

impl Judge<'_> {
    fn deviates(&self, deviation: Deviation, faults: &mut Vec<Fault>) -> (Verdict, Option<Finding>) {
        let context = Context {
            standard: self.standard,
            operation: self.group,
            request: self.object.content,
            surroundings: self.object.surroundings,
        };
        let Decision { verdict, reading } = decide(&context, self.requirement, self.aspect, &deviation);
        if verdict == Verdict::Pass {
            return (verdict, None);
        }
        let mut root = self.root(deviation.code);
        if let Some((local, aspect)) = &deviation.cause {
            (root.requirement, root.aspect) = (self.standard.requirement(local), *aspect);
        }
        let judged = within(verdict, self.standard.certainty(self.requirement));
        let mut finding = self.finding(deviation.code, root.clone(), deviation.actual);
        finding.expected = self.object.masker.mask(&deviation.expected);
        finding.pointer = self.object.masker.mask(&deviation.pointer);
        finding.reading = reading;
        finding.hint = hint(self.at, deviation.hint.as_deref().map(|hint| self.object.masker.mask(hint)));
        if faults.len() < FAULTS_KEPT && judged > Verdict::Pass {
            let (case, pointer) = (self.object.case.clone(), deviation.pointer);
            faults.push(Fault { case, pointer, root, verdict: judged });
        }
        (judged, Some(finding))
    }

    fn root(&self, code: FindingCode) -> Root {
        let requirement = self.standard.requirement(self.requirement);
        Root { operation: self.group.to_owned(), requirement, aspect: self.aspect, code }
    }

    fn finding(&self, code: FindingCode, root: Root, actual: Value) -> Finding {
        let clause = match self.standard.row(self.requirement) {
            Some((table, _)) => table.clause.clone(),
            None => self.requirement.to_owned(),
        };
        Finding {
            code,
            expected: String::new(),
            actual: self.object.masker.mask_value(&actual),
            pointer: String::new(),
            root,
            step: String::new(),
            reading: None,
            clause,
            hint: hint(self.at, None),
            curl: None,
            sent: None,
            answer: None,
        }
    }
}

/// Where it stands, and what else is known.
fn hint(at: &str, more: Option<String>) -> Option<String> {
    match (at, more) {
        ("", more) => more,
        (at, None) => Some(at.to_owned()),
        (at, Some(more)) => Some(format!("{at}: {more}")),
    }
}
