//! Runs one case: its steps in order, its checks, and the cause when it cannot go on.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::blame::Explained;
use super::blocked::{Blocked, apart};
use super::conclude::{Showed, conclude};
use super::exchange::{encode, exchange, millis};
use super::masked::hides;
use super::refused::{Ended, known_cause};
use super::result::CaseResult;
use super::settle::{Bench, Fault, Settled, covering, root, wire_code, wire_root};
use super::stage::Stage;
use super::tape::Recorded;
use super::values::{Cause, Taken, Variables};
use crate::check::{CalledCheck, Judged, Judgement, Outcome, Scene, Seen, units_of};
use crate::id::Aspect;
use crate::observation::HttpRequest;
use crate::plan::{Case, CheckCall, Expect, Step, When, apply, base_request, fill};
use crate::standard::{Effect, Operation};
use crate::verdict::{ExchangeEvent, Finding, FindingCode, Verdict};

mod captures;
mod recorded;

pub(super) struct CaseRun<'a> {
    pub(super) stage: &'a Stage<'a>,
    pub(super) case: &'a Case,
    pub(super) variables: Variables<'a>,
    pub(super) steps: BTreeMap<String, Seen>,
    requests: BTreeMap<String, HttpRequest>,
    pub(super) faults: Vec<Fault>,
    pub(super) settled: Vec<Settled>,
    exchanges: Vec<ExchangeEvent>,
    pub(super) accepted: Result<(), Option<Cause>>,
    pub(super) explained: Explained,
    millis: f64,
    before: Option<&'a Ended>,
    /// Exchanges to keep once it is known what in them is personal.
    pub(super) kept: Vec<Recorded>,
}

impl<'a> CaseRun<'a> {
    pub fn new(stage: &'a Stage<'a>, case: &'a Case) -> Self {
        Self {
            stage,
            case,
            variables: Variables::new(&stage.shared, &case.id),
            steps: BTreeMap::new(),
            requests: BTreeMap::new(),
            faults: Vec::new(),
            settled: Vec::new(),
            exchanges: Vec::new(),
            accepted: Err(None),
            explained: Vec::new(),
            millis: 0.0,
            before: None,
            kept: Vec::new(),
        }
    }

    /// With what cases of earlier phases found.
    pub fn knowing(self, before: &'a Ended) -> Self {
        Self { before: Some(before), ..self }
    }

    /// Runs the steps of a fixture and gives its captures with the causes that spoil them.
    pub async fn fixture(mut self) -> (BTreeMap<String, Taken>, CaseResult) {
        let mut failed = None;
        let mut done = self.case.steps.len();
        for (index, step) in self.case.steps.iter().enumerate() {
            if let Err(blocked) = self.step(step).await {
                failed = Some((blocked.root, blocked.verdict));
                done = index;
                break;
            }
        }
        // What a step captured before its guard did not hold is not what the fixture is for.
        for capture in self.case.steps.iter().skip(done).flat_map(|step| &step.captures) {
            self.variables.keep(&capture.name, Taken::Absent(failed.clone()));
        }
        // A fixture asks for data; what its own checks say is judged by the cases that take it, but for a reason of what
        // those do not find.
        let checks = self.case.steps.iter().flat_map(|step| &step.checks);
        let calls: Vec<(&str, Aspect)> = checks
            .filter(|call| call.with.get("explains").is_none())
            .map(|call| (call.requirement.as_str(), call.aspect))
            .collect();
        self.settled.retain(|settled| {
            settled.verdict != Verdict::Inconclusive && !calls.contains(&(settled.requirement.as_str(), settled.aspect))
        });
        let variables = std::mem::replace(&mut self.variables, Variables::new(&self.stage.shared, &self.case.id));
        (variables.into_own(), self.finish())
    }

    /// Runs the case.
    pub async fn run(mut self, twin: Option<Result<(), Option<Cause>>>) -> CaseResult {
        if let Some(Err(cause)) = twin {
            self.block_all(self.twin_refused(cause));
            return self.finish();
        }
        let steps = &self.case.steps;
        for (index, step) in steps.iter().enumerate() {
            if let Err(blocked) = self.step(step).await {
                self.block(&steps[index + 1..], &blocked);
                if index == 0 && self.accepted == Err(None) {
                    self.accepted = Err(Some((blocked.root, blocked.verdict)));
                }
                break;
            }
        }
        self.finish()
    }

    fn twin_refused(&self, cause: Option<Cause>) -> Blocked {
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

    async fn step(&mut self, step: &'a Step) -> Result<(), Blocked> {
        if let Some(when) = &step.when
            && !self.steps.get(&when.step).is_some_and(|seen| holds(when, seen))
        {
            return Ok(());
        }
        let Some(each) = &step.for_each else { return self.once(step, step.id.clone()).await };
        let items =
            self.steps.get(&each.step).and_then(|seen| seen.body.pointer(&each.items)).and_then(Value::as_array);
        let values: Vec<Value> =
            items.into_iter().flatten().filter_map(|item| item.get(&each.take)).take(each.max).cloned().collect();
        for (index, value) in values.into_iter().enumerate() {
            let pointer = format!("{}/{index}/{}", each.items, each.take);
            let cause = covering(&self.faults, &each.step, &pointer).map(Fault::cause);
            self.variables.keep(&each.name, Taken::Value(value, cause));
            self.once(step, format!("{}.{}", step.id, index + 1)).await?;
        }
        Ok(())
    }

    async fn once(&mut self, step: &'a Step, id: String) -> Result<(), Blocked> {
        let stage = self.stage;
        let Some(operation) = stage.standard.operation(&step.operation) else { return Ok(()) };
        self.variables.start();
        self.pause(step).await;
        if let Some(address) = &step.fetch {
            return self.fetched((step, id), operation, address).await;
        }
        let made = self.request(step, operation).and_then(|request| self.allowed(operation).map(|()| request));
        let mut request = match made {
            Ok(request) => request,
            Err(blocked) => {
                self.block(std::slice::from_ref(step), &blocked);
                return Err(blocked);
            }
        };
        let closed = stage.gate.is_closed();
        // A credential may be that of a day: after a pause it is made anew.
        if !closed && self.recorded(&id).is_none() && stage.gate.permit().await {
            request = self.request(step, operation)?;
        }
        let http = encode(stage.standard, stage.shared.target, operation, &step.wire, &request);
        let seen = if closed {
            super::exchange::see(stage, operation, (step, &id), request, Err(stage.gate.fault()))
        } else {
            let signed = stage.signer.map(|signer| signer.signed(&http));
            let http = signed.as_ref().unwrap_or(&http);
            let (seen, kept) = exchange(stage, operation, (self.case_id(), (step, &id)), (request, http)).await;
            self.kept.extend(kept);
            stage.gate.note(&seen);
            self.exchanges.push(self.exchange_event(&seen));
            seen
        };
        self.millis += millis(&seen);
        if seen.outcome.is_refusal() && self.variables.used.is_empty() {
            let request = &seen.request;
            let known = self.before.and_then(|before| known_cause(stage.standard, operation, request, before));
            self.variables.used.extend(known);
        }
        self.requests.insert(id.clone(), http);
        self.judge_exchange(step, operation, &seen);
        let guard = self.judge_calls(step, &seen);
        let ended = self.ended(step, operation, &seen);
        if step.id == self.case.steps[0].id {
            self.accepted = if seen.outcome.is_success() { Ok(()) } else { Err(self.cause_of(operation, &seen)) };
        }
        self.capture(step, operation, &seen);
        self.steps.insert(id, seen);
        guard.and(ended)
    }

    /// The request of a step, or why it cannot be made.
    fn request(&mut self, step: &Step, operation: &Operation) -> Result<Value, Blocked> {
        let mut template = base_request(self.stage.standard, operation, step.base);
        let made =
            apply(&mut template, &step.edits, &mut self.variables).and_then(|()| fill(&template, &mut self.variables));
        made.map_err(|name| {
            let cause = self.variables.missing.take().and_then(|(_, root)| root);
            self.lacking(operation, &name, cause)
        })
    }

    /// Notes an exchange that no operation's table rules.
    pub(super) fn keep_exchange(&mut self, id: String, http: HttpRequest, seen: &Seen) {
        self.exchanges.push(self.exchange_event(seen));
        self.millis += millis(seen);
        self.requests.insert(id, http);
    }

    pub(super) fn keep_step(&mut self, id: String, seen: Seen) {
        self.steps.insert(id, seen);
    }

    pub(super) fn lacking(&self, operation: &Operation, name: &str, cause: Option<Cause>) -> Blocked {
        let standard = self.stage.standard;
        if self.stage.shared.credentials.never(name) {
            return Blocked::not_computed(standard, operation);
        }
        let code = if cause.is_some() { FindingCode::Prerequisite } else { FindingCode::NeedsData };
        let (cause, verdict) = apart(cause);
        let own = || root(standard, &operation.requirements.input, Aspect::Format, FindingCode::NeedsData);
        Blocked { root: cause.unwrap_or_else(own), code, reason: format!("no value for {name}"), verdict }
    }

    /// Creating operations obey the target file.
    fn allowed(&self, operation: &Operation) -> Result<(), Blocked> {
        if operation.effect == Effect::Read || self.stage.gate.may_create() {
            return Ok(());
        }
        Err(Blocked {
            root: root(self.stage.standard, &operation.requirements.input, Aspect::Format, FindingCode::NeedsData),
            code: FindingCode::NeedsData,
            reason: "max_creates of the target file allows no further record".to_owned(),
            verdict: Verdict::Inconclusive,
        })
    }

    fn scene<'s>(&'s self, operation: &'s Operation, seen: &'s Seen) -> Scene<'s> {
        let stage = &self.stage;
        Scene::new((stage.standard, stage.schemas), operation, seen, &self.steps, stage.surroundings)
    }

    /// Judges what every exchange is judged for. Primary checks come first: what they find explains the others.
    fn judge_exchange(&mut self, step: &Step, operation: &Operation, seen: &Seen) {
        let read_back: Vec<&str> = step.checks.iter().filter_map(read_back_place).collect();
        if self.case.is_look() {
            return;
        }
        let masked = self.masked_rows(operation, seen);
        let before = self.settled.len();
        let explained = seen.outcome.is_refusal() && !self.variables.used.is_empty();
        let scene = self.scene(operation, seen);
        let checks = &self.stage.registry.exchange;
        let said: Vec<_> = checks.iter().map(|check| ((check.name, check.primary), (check.run)(&scene))).collect();
        for (check, said) in said {
            for judgement in said {
                if masked.as_ref().is_none_or(|rows| hides(rows, &judgement)) {
                    self.unjudged(&judgement, seen);
                    continue;
                }
                // How a refusal is written that has its cause elsewhere does not tell how others are.
                if judgement.judged == Judged::Pass && !check.1 && explained {
                    continue;
                }
                // Bad input that was accepted comes back: that is the input's finding, not one of the answer's row.
                if !is_about(&judgement, &read_back) {
                    self.settle(operation, seen, judgement, check);
                }
            }
        }
        self.note_success(operation, before);
    }

    fn settle(
        &mut self,
        operation: &Operation,
        seen: &Seen,
        judgement: Judgement,
        (by, primary): (&'static str, bool),
    ) -> Verdict {
        let places = match &judgement.judged {
            Judged::Deviates(deviation) if primary => deviation.consulted.clone(),
            Judged::Deviates(deviation) => deviation.explains.clone(),
            _ => Vec::new(),
        };
        let bench = Bench {
            standard: self.stage.standard,
            operation,
            surroundings: self.stage.surroundings,
            seen,
            faults: &self.faults,
            spoiled: &self.variables.used,
        };
        let Some(settled) = bench.settle(judgement, primary) else { return Verdict::NotApplicable };
        let settled = Settled { by, ..settled };
        if let (Some(finding), true) = (&settled.finding, settled.verdict > Verdict::Pass) {
            let fault = |(step, pointer)| Fault { step, pointer, root: finding.root.clone(), verdict: settled.verdict };
            self.faults.extend(places.into_iter().map(fault));
        }
        let verdict = settled.verdict;
        self.settled.push(settled);
        verdict
    }

    /// Judges what the step calls for; a guard that does not pass blocks the rest.
    pub(super) fn judge_calls(&mut self, step: &Step, seen: &Seen) -> Result<(), Blocked> {
        let mut blocked: Option<Blocked> = None;
        for call in &step.checks {
            if let Some(blocked) = &blocked {
                self.push_blocked(step, call, blocked);
                continue;
            }
            let Some(check) = self.stage.registry.called(&call.check).copied() else { continue };
            let before = self.settled.len();
            let verdict = self.call(check, step, call, seen);
            let unasked = verdict == Verdict::NotApplicable && call.finding == Some(FindingCode::NotAsked);
            if call.guard && (verdict > Verdict::Warning || unasked) {
                blocked = Some(self.held_up(call, before, unasked));
            }
        }
        blocked.map_or(Ok(()), Err)
    }

    /// Why the rest of the case cannot be told, or is not asked, after a guard that does not hold.
    fn held_up(&self, call: &CheckCall, before: usize, unasked: bool) -> Blocked {
        let worst = self.settled.iter().skip(before).rev().max_by_key(|settled| settled.verdict);
        let said = worst.and_then(|settled| settled.finding.as_ref()).map(|finding| finding.root.clone());
        let own = || root(self.stage.standard, &call.requirement, call.aspect, FindingCode::NotReached);
        Blocked {
            root: said.unwrap_or_else(own),
            code: if unasked { FindingCode::NotAsked } else { FindingCode::Prerequisite },
            reason: format!("`{}` did not hold", call.check),
            verdict: if unasked { Verdict::NotApplicable } else { Verdict::Inconclusive },
        }
    }

    fn call(&mut self, check: CalledCheck, step: &Step, call: &CheckCall, seen: &Seen) -> Verdict {
        let Some(operation) = self.stage.standard.operation(&step.operation) else { return Verdict::Pass };
        let with = match fill(&call.with, &mut self.variables) {
            Ok(with) => with,
            Err(name) => {
                let cause = self.variables.missing.take().and_then(|(_, root)| root);
                let blocked = self.lacking(operation, &name, cause);
                self.push_blocked(step, call, &blocked);
                return blocked.verdict;
            }
        };
        let filled = CheckCall { with, ..call.clone() };
        if self.hidden_from(&filled, (step, operation), seen) {
            return Verdict::Inconclusive;
        }
        let said = (check.run)(&self.scene(operation, seen), &filled);
        let by = (check.name, false);
        let before = self.settled.len();
        let verdicts = said.into_iter().map(|judgement| self.settle(operation, seen, judgement, by));
        let worst = verdicts.max().unwrap_or(Verdict::Pass);
        if worst > Verdict::Pass {
            self.lay_blame(&filled);
        }
        if worst == Verdict::Warning && step.expect != Expect::Refused && !seen.outcome.is_success() {
            self.not_accepted(before)
        } else {
            worst
        }
    }

    /// Whether the step ended as the case needs it.
    fn ended(&self, step: &Step, operation: &Operation, seen: &Seen) -> Result<(), Blocked> {
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
    pub(super) fn cause_of(&self, operation: &Operation, seen: &Seen) -> Option<Cause> {
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
    pub(super) fn block(&mut self, steps: &[Step], blocked: &Blocked) {
        // A read-back is an addition to its case; nothing was promised of it.
        let planned = steps.iter().filter(|step| step.when.is_none());
        for (step, call) in planned.flat_map(|step| step.checks.iter().map(move |call| (step, call))) {
            self.push_blocked(step, call, blocked);
        }
    }

    fn push_blocked(&mut self, step: &Step, call: &CheckCall, blocked: &Blocked) {
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

    fn block_all(&mut self, blocked: Blocked) {
        self.accepted = Err(Some((blocked.root.clone(), blocked.verdict)));
        self.block(&self.case.steps, &blocked);
    }

    fn exchange_event(&self, seen: &Seen) -> ExchangeEvent {
        ExchangeEvent {
            standard: self.stage.standard.id.clone(),
            operation: seen.operation.clone(),
            case: self.case.id.clone(),
            step: seen.step.clone(),
            status: seen.answer.as_ref().ok().map(|answer| answer.status),
            outcome: seen.outcome.word(),
            millis: millis(seen),
        }
    }

    fn finish(mut self) -> CaseResult {
        let stage = self.stage;
        self.hand_over();
        let showed = Showed {
            case: self.case,
            settled: self.settled,
            steps: &self.steps,
            requests: &self.requests,
            millis: (self.millis * 1e3).round() / 1e3,
        };
        let (verdicts, by) = conclude(stage, showed).into_iter().unzip();
        let (exchanges, accepted, fixtures) = (self.exchanges, self.accepted, self.variables.into_fixtures());
        let (explained, replaces) = (self.explained, Arc::new([]));
        CaseResult { exchanges, verdicts, accepted, explained, by, fixtures, replaces }
    }
}

/// The place where accepted bad input is read back.
fn read_back_place(call: &CheckCall) -> Option<&str> {
    let legal = call.with.get("legal").and_then(Value::as_bool) == Some(true);
    if call.check == "unaltered" && !legal { call.with.get("at").and_then(Value::as_str) } else { None }
}

fn is_about(judgement: &Judgement, places: &[&str]) -> bool {
    match &judgement.judged {
        Judged::Deviates(deviation) => places.contains(&deviation.pointer.as_str()),
        _ => false,
    }
}

/// Whether the condition of a step holds; a step whose condition does not is left out and says nothing.
fn holds(when: &When, seen: &Seen) -> bool {
    let filled = |pointer: &String| {
        seen.body.pointer(pointer).is_some_and(|value| !value.is_null() && value.as_str() != Some(""))
    };
    ended_as(&seen.outcome, when.ended) && when.filled.iter().all(filled)
}

fn ended_as(outcome: &Outcome, expected: Expect) -> bool {
    match expected {
        Expect::Accepted => outcome.is_success(),
        Expect::Refused => outcome.is_refusal(),
        Expect::Any => true,
    }
}
