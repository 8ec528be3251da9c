//! Runs one case: its steps in order, its checks, and the cause when it cannot go on.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::blame::Explained;
use super::blocked::Blocked;
use super::conclude::{Showed, conclude};
use super::exchange::{encode, exchange, millis};
use super::refused::{Ended, known_cause};
use super::result::CaseResult;
use super::settle::{Fault, Settled, covering};
use super::stage::Stage;
use super::tape::Recorded;
use super::values::{Cause, Taken, Variables};
use crate::check::{Outcome, Seen, given};
use crate::id::Aspect;
use crate::observation::HttpRequest;
use crate::plan::{Case, Expect, Step, When, apply, base_request, fill};
use crate::standard::Operation;
use crate::verdict::{ExchangeEvent, Verdict};

mod captures;
mod judging;
mod obstacles;
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
        let made = self.request(step, operation).and_then(|request| self.allowed(operation, &id).map(|()| request));
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
        let given = self.steps.values().flat_map(|seen| given(stage.standard, seen)).collect();
        CaseResult { exchanges, verdicts, accepted, explained, by, fixtures, given, replaces }
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
