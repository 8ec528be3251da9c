//! Judges the exchanges of a case: what every exchange is judged for, and what a step calls for.

use serde_json::Value;

use super::super::blocked::Blocked;
use super::super::masked::hides;
use super::super::settle::{Bench, Fault, Settled, root};
use super::CaseRun;
use crate::check::{CalledCheck, Judged, Judgement, Scene, Seen};
use crate::plan::{CheckCall, Expect, Step, fill};
use crate::standard::Operation;
use crate::verdict::{FindingCode, Verdict};

impl CaseRun<'_> {
    pub(super) fn scene<'s>(&'s self, operation: &'s Operation, seen: &'s Seen) -> Scene<'s> {
        let stage = &self.stage;
        Scene::new((stage.standard, stage.schemas), operation, seen, &self.steps, stage.surroundings)
    }

    /// Judges what every exchange is judged for. Primary checks come first: what they find explains the others.
    pub(super) fn judge_exchange(&mut self, step: &Step, operation: &Operation, seen: &Seen) {
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

    pub(super) fn settle(
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
    pub(in crate::run) fn judge_calls(&mut self, step: &Step, seen: &Seen) -> Result<(), Blocked> {
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
    pub(super) fn held_up(&self, call: &CheckCall, before: usize, unasked: bool) -> Blocked {
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

    pub(super) fn call(&mut self, check: CalledCheck, step: &Step, call: &CheckCall, seen: &Seen) -> Verdict {
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
