//! From what a check says to a verdict: the readings give the severity, the observation gives the root.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::values::Cause;
use crate::check::{ALL_BELOW, Context, Decision, Deviation, Judged, Judgement, Outcome, Seen, Surroundings, decide};
use crate::id::Aspect;
use crate::observation::{TlsKind, WireFault};
use crate::standard::{Operation, Standard};
use crate::verdict::{Finding, FindingCode, Root, Verdict};

/// A verdict without the words that only the end of the case knows.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    pub requirement: String,
    pub aspect: Aspect,
    pub verdict: Verdict,
    pub finding: Option<Box<Finding>>,
    /// The check that said so; empty where none could.
    pub by: &'static str,
}

/// A row or envelope that is wrong at a place: what looks at that place, or below, has its cause there.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub step: String,
    pub pointer: String,
    pub root: Root,
    pub verdict: Verdict,
}

impl Fault {
    pub fn cause(&self) -> Cause {
        (self.root.clone(), self.verdict)
    }
}

/// What settling needs to know about the exchange.
pub(super) struct Bench<'a> {
    pub standard: &'a Standard,
    pub operation: &'a Operation,
    pub surroundings: &'a Surroundings,
    pub seen: &'a Seen,
    /// Faults of all exchanges of the case so far.
    pub faults: &'a [Fault],
    /// Causes that spoil the values that this step used.
    pub spoiled: &'a BTreeSet<Cause>,
}

impl Bench<'_> {
    /// Settles a judgement. A primary one shows its own fault; others may have their cause in the observation.
    pub fn settle(&self, judgement: Judgement, primary: bool) -> Option<Settled> {
        let Judgement { requirement, aspect, judged } = judgement;
        let own = |verdict, finding: Option<Finding>| Settled {
            requirement: requirement.clone(),
            aspect,
            verdict,
            finding: finding.map(Box::new),
            by: "",
        };
        match judged {
            Judged::Pass => Some(Settled { requirement, aspect, verdict: Verdict::Pass, finding: None, by: "" }),
            Judged::NotApplicable(reason) => {
                let root = root(self.standard, &requirement, aspect, FindingCode::NotAsked);
                let finding = self.finding(FindingCode::NotAsked, String::new(), json!(reason), String::new(), root);
                Some(own(Verdict::NotApplicable, Some(finding)))
            }
            Judged::NotReached { reason, consulted } => {
                let (root, verdict, code) = match self.cause(&consulted) {
                    Some((root, verdict)) => (root, verdict, FindingCode::Prerequisite),
                    None => self.silence(&requirement, aspect),
                };
                let pointer = consulted.first().map(|(_, pointer)| pointer.trim_end_matches(ALL_BELOW).to_owned());
                let pointer = pointer.unwrap_or_default();
                let reason = json!(self.told(reason));
                let finding = self.finding(code, "an observation".to_owned(), reason, pointer, root);
                Some(own(verdict, Some(finding)))
            }
            // The target has not what the case needs, and need not have it.
            Judged::Deviates(deviation) if deviation.code == FindingCode::NotAsked => {
                let reason = format!("needs {}", deviation.expected);
                self.settle(Judgement { requirement, aspect, judged: Judged::NotApplicable(reason) }, primary)
            }
            Judged::Deviates(deviation) => {
                if !primary && let Some((root, verdict)) = self.cause(&deviation.consulted) {
                    if deviation.free {
                        return None;
                    }
                    let Deviation { expected, actual, pointer, .. } = *deviation;
                    let finding = self.finding(FindingCode::Prerequisite, expected, actual, pointer, root);
                    return Some(own(verdict, Some(finding)));
                }
                self.deviation(requirement.clone(), aspect, *deviation)
            }
        }
    }

    /// Why nothing was seen: what came instead says more than that it was not there.
    fn told(&self, reason: String) -> String {
        let outcome = &self.seen.outcome;
        if outcome.is_success() || matches!(outcome, Outcome::Fault(_)) {
            return reason;
        }
        let told = outcome.told(self.standard, &self.seen.body);
        if reason == outcome.word() { told } else { format!("{reason}: {told}") }
    }

    fn deviation(&self, requirement: String, aspect: Aspect, deviation: Deviation) -> Option<Settled> {
        let context = Context {
            standard: self.standard,
            operation: &self.operation.name,
            request: &self.seen.request,
            surroundings: self.surroundings,
        };
        let Decision { verdict, reading } = decide(&context, &requirement, aspect, &deviation);
        if verdict == Verdict::NotApplicable || deviation.free && verdict == Verdict::Pass {
            return None;
        }
        if verdict == Verdict::Pass {
            return Some(Settled { requirement, aspect, verdict, finding: None, by: "" });
        }
        let (at, of) = deviation.cause.as_ref().map_or((&requirement, aspect), |(at, of)| (at, *of));
        let root = root(self.standard, at, of, deviation.code);
        let Deviation { code, expected, actual, pointer, hint, .. } = deviation;
        let mut finding = self.finding(code, expected, actual, pointer, root);
        finding.reading = reading;
        finding.hint = hint;
        Some(Settled { requirement, aspect, verdict, finding: Some(Box::new(finding)), by: "" })
    }

    fn finding(&self, code: FindingCode, expected: String, actual: Value, pointer: String, root: Root) -> Finding {
        Finding {
            code,
            expected,
            actual,
            pointer,
            root,
            step: self.seen.step.clone(),
            reading: None,
            clause: String::new(),
            hint: None,
            curl: None,
            sent: None,
            answer: None,
        }
    }

    /// The cause of a judgement that looked at these places: a fault there or above, or a spoiled value.
    fn cause(&self, consulted: &[(String, String)]) -> Option<(Root, Verdict)> {
        let fault = consulted.iter().find_map(|(step, pointer)| covering(self.faults, step, pointer));
        let fault = fault.map(|fault| (fault.root.clone(), dependent(fault.verdict)));
        fault.or_else(|| self.spoiled.first().map(|(root, verdict)| (root.clone(), dependent(*verdict))))
    }

    /// The root of a check that saw nothing, without any fault that explains it.
    fn silence(&self, requirement: &str, aspect: Aspect) -> (Root, Verdict, FindingCode) {
        match wire_code(&self.seen.outcome) {
            Some(code) => (wire_root(self.standard, self.operation, code), Verdict::Inconclusive, code),
            None => {
                let code = FindingCode::NotReached;
                (root(self.standard, requirement, aspect, code), Verdict::Inconclusive, code)
            }
        }
    }
}

/// The verdict of what depends on something broken: it cannot be told; what only warns is told with the same warning.
pub(super) fn dependent(verdict: Verdict) -> Verdict {
    if verdict == Verdict::Warning { Verdict::Warning } else { Verdict::Inconclusive }
}

/// The first fault at a place or above it; below it as well where all that stands below was looked at.
pub(super) fn covering<'f>(faults: &'f [Fault], step: &str, pointer: &str) -> Option<&'f Fault> {
    let (place, deep) = match pointer.strip_suffix(ALL_BELOW) {
        Some(place) => (place, true),
        None => (pointer, false),
    };
    let touches = |fault: &str| is_above(fault, place) || (deep && is_above(place, fault));
    let mut covering = faults.iter().filter(|fault| fault.step == step && touches(&fault.pointer));
    let first = covering.next()?;
    // A failure explains more than a warning at the same place.
    Some(covering.find(|fault| fault.verdict == Verdict::Fail && first.verdict != Verdict::Fail).unwrap_or(first))
}

fn is_above(upper: &str, lower: &str) -> bool {
    lower.strip_prefix(upper).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The finding code of an exchange without an answer.
pub(super) fn wire_code(outcome: &Outcome) -> Option<FindingCode> {
    let Outcome::Fault(fault) = outcome else { return None };
    Some(match fault {
        WireFault::Unreachable(_) | WireFault::Closed { .. } => FindingCode::Unreachable,
        WireFault::Tls(fault) => tls_code(fault.kind),
        WireFault::Timeout(_) => FindingCode::Timeout,
        WireFault::Truncated(_) => FindingCode::Truncated,
        WireFault::TooLarge(_) | WireFault::TooManyValues(_) => FindingCode::TooLarge,
        WireFault::BadEncoding(_) => FindingCode::BadEncoding,
        WireFault::NotHttp(_) => FindingCode::NotHttp,
        WireFault::Busy(_) => FindingCode::NotReached,
        WireFault::Stopped => FindingCode::Stopped,
    })
}

pub(super) fn tls_code(kind: TlsKind) -> FindingCode {
    match kind {
        TlsKind::Expired => FindingCode::TlsExpired,
        TlsKind::WrongName => FindingCode::TlsWrongName,
        TlsKind::Untrusted => FindingCode::TlsUntrusted,
        TlsKind::ClientCertificate => FindingCode::TlsClientCertificate,
        TlsKind::Version => FindingCode::TlsVersion,
        TlsKind::Other => FindingCode::Tls,
    }
}

/// The root of a fault of the wire.
pub(super) fn wire_root(standard: &Standard, operation: &Operation, code: FindingCode) -> Root {
    root(standard, &operation.requirements.path, Aspect::Behaviour, code)
}

/// A root at a requirement, under the operation that the requirement belongs to.
pub(super) fn root(standard: &Standard, requirement: &str, aspect: Aspect, code: FindingCode) -> Root {
    Root {
        operation: operation_of(standard, requirement).to_owned(),
        requirement: standard.requirement(requirement),
        aspect,
        code,
    }
}

/// The operation that a requirement belongs to; empty when it holds for the whole standard.
pub(super) fn operation_of<'s>(standard: &'s Standard, local: &str) -> &'s str {
    match standard.row(local) {
        Some((table, _)) => &table.operation,
        None => standard.clause(local).and_then(|clause| clause.operation.as_deref()).unwrap_or(""),
    }
}

/// The clause that a requirement stands in.
pub(super) fn clause_of<'s>(standard: &'s Standard, local: &str) -> &'s str {
    match standard.row(local) {
        Some((table, _)) => &table.clause,
        None => standard.clause(local).map_or("", |clause| &clause.id),
    }
}
