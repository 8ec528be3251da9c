//! Why a case cannot go on, and what that makes of its checks.

use super::super::blocked::{Blocked, apart};
use super::super::settle::{covering, root, wire_code, wire_root};
use super::super::values::Cause;
use super::{CaseRun, ended_as};
use crate::check::{Seen, units_of};
use crate::id::Aspect;
use crate::plan::{CheckCall, Expect, Step};
use crate::standard::{Effect, Operation};
use crate::verdict::{Finding, FindingCode, Verdict};

impl CaseRun<'_> {
    pub(super) fn twin_refused(&self, cause: Option<Cause>) -> Blocked {
        let standard = self.stage.standard;
        let known = cause.is_some();
        let (cause, verdict) = apart(cause);
        let operation = standard.operation(&self.case.operation);
        let input = operation.map_or("", |operation| operation.requirements.input.as_str());
        Blocked {
            root: cause.unwrap_or_else(|| root(standard, input, Aspect::Format, FindingCode::ValidRefused)),
            code: FindingCode::Prerequisite,
            reason: if known { "the accepted twin was not accepted" } else { "the accepted twin did not run" }
                .to_owned(),
            verdict,
        }
    }

    pub(in crate::run) fn lacking(&self, operation: &Operation, name: &str, cause: Option<Cause>) -> Blocked {
        let standard = self.stage.standard;
        if self.stage.shared.credentials.never(name) {
            return Blocked::not_computed(standard, operation);
        }
        let code = if cause.is_some() { FindingCode::Prerequisite } else { FindingCode::NeedsData };
        let (cause, verdict) = apart(cause);
        let own = || root(standard, &operation.requirements.input, Aspect::Format, FindingCode::NeedsData);
        Blocked { root: cause.unwrap_or_else(own), code, reason: format!("no value for {name}"), verdict }
    }

    /// Creating operations obey the target file; what was sent before the run was cut short is counted already.
    pub(super) fn allowed(&self, operation: &Operation, step: &str) -> Result<(), Blocked> {
        let counted = || self.stage.transport.earlier().is_some_and(|tape| tape.has_sent(&self.case.id, step));
        if operation.effect == Effect::Read || counted() || self.stage.gate.may_create() {
            return Ok(());
        }
        Err(Blocked {
            root: root(self.stage.standard, &operation.requirements.input, Aspect::Format, FindingCode::NeedsData),
            code: FindingCode::NeedsData,
            reason: "max_creates of the target file allows no further record".to_owned(),
            verdict: Verdict::Inconclusive,
        })
    }

    /// Whether the step ended as the case needs it.
    pub(super) fn ended(&self, step: &Step, operation: &Operation, seen: &Seen) -> Result<(), Blocked> {
        if step.expect == Expect::Any || ended_as(&seen.outcome, step.expect) {
            return Ok(());
        }
        let (cause, verdict) = apart(self.cause_of(operation, seen));
        let own =
            || root(self.stage.standard, &operation.requirements.input, Aspect::Format, FindingCode::ValidRefused);
        Err(Blocked {
            root: cause.unwrap_or_else(own),
            code: FindingCode::Prerequisite,
            reason: format!("step {}: {}", step.id, seen.outcome.told(self.stage.standard, &seen.body)),
            verdict,
        })
    }

    /// Why an exchange did not end with success: the wire, the return code's row, a spoiled value, or what was said.
    pub(in crate::run) fn cause_of(&self, operation: &Operation, seen: &Seen) -> Option<Cause> {
        let standard = self.stage.standard;
        if let Some(fault) = covering(&self.faults, &seen.step, &standard.envelope.code) {
            return Some(fault.cause());
        }
        if let Some(code) = wire_code(&seen.outcome) {
            return Some((wire_root(standard, operation, code), Verdict::Inconclusive));
        }
        let said = self.settled.iter().rev().filter_map(|settled| Some((settled.finding.as_ref()?, settled.verdict)));
        // What ended under another code than its own may have ended well, but for the code; and a refusal that only warns
        // is one.
        let tells = |finding: &Finding, verdict| {
            verdict > Verdict::Warning || finding.code == FindingCode::WrongErrorCode || finding.code.is_refusal()
        };
        let mut said = said.filter(|(finding, verdict)| finding.step == seen.step && *verdict > Verdict::Pass);
        let said = said.find(|(finding, verdict)| tells(finding, *verdict));
        self.variables.used.first().cloned().or(said.map(|(finding, verdict)| (finding.root.clone(), verdict)))
    }

    /// Every check of these steps cannot be told.
    pub(in crate::run) fn block(&mut self, steps: &[Step], blocked: &Blocked) {
        // A read-back is an addition to its case; nothing was promised of it.
        let planned = steps.iter().filter(|step| step.when.is_none());
        for (step, call) in planned.flat_map(|step| step.checks.iter().map(move |call| (step, call))) {
            self.push_blocked(step, call, blocked);
        }
    }

    pub(super) fn push_blocked(&mut self, step: &Step, call: &CheckCall, blocked: &Blocked) {
        for unit in units_of(self.stage.standard, self.case, &step.operation, call) {
            if unit.local == call.requirement && unit.aspect == call.aspect || call.check == "agrees" {
                let mut settled = blocked.settle(&unit);
                // A look that cannot be taken was never promised.
                if self.case.is_look() {
                    settled.verdict = Verdict::NotApplicable;
                }
                self.settled.push(settled);
            }
        }
    }

    pub(super) fn block_all(&mut self, blocked: Blocked) {
        self.accepted = Err(Some((blocked.root.clone(), blocked.verdict)));
        self.block(&self.case.steps, &blocked);
    }
}
