//! A case on tape: exchanges that are kept, and what masked ones can still tell.

use std::collections::BTreeSet;

use super::CaseRun;
use crate::check::{Judgement, Seen, units_of};
use crate::plan::{CheckCall, Step};
use crate::run::keep::masked;
use crate::run::masked::{hides_from, is_asked_with, rows, unjudged};
use crate::run::tape::Fidelity;
use crate::run::transport::Place;
use crate::standard::Operation;

impl<'a> CaseRun<'a> {
    /// How the answer of a step is kept on tape, if it is.
    pub(in crate::run) fn recorded(&self, step: &str) -> Option<Fidelity> {
        self.stage.transport.recorded(Place { case: &self.case.id, step, reads: true })
    }

    pub(in crate::run) fn case_id(&self) -> &'a str {
        &self.case.id
    }

    /// The rows of which a recorded answer shows masked values; none: nothing can be judged by it.
    pub(super) fn masked_rows(&self, operation: &Operation, seen: &Seen) -> Option<BTreeSet<String>> {
        match self.recorded(&seen.step) {
            None | Some(Fidelity::Exact) => Some(BTreeSet::new()),
            Some(Fidelity::Masked) => Some(rows(self.stage.standard, &operation.response, seen)),
            Some(Fidelity::Rewritten) => None,
        }
    }

    /// Says that masking leaves nothing to judge of what the plan judges: of what else a masked value looks like it would
    /// say nothing had it been seen.
    pub(super) fn unjudged(&mut self, judgement: &Judgement, seen: &Seen) {
        let (standard, Judgement { requirement, aspect, .. }) = (self.stage.standard, judgement);
        if !self.stage.coverage.judges(requirement, *aspect) {
            return;
        }
        self.settled.push(unjudged(standard, &seen.step, requirement, *aspect));
    }

    /// Whether a check that is called looks at what is masked; its units are then told so.
    pub(super) fn hidden_from(
        &mut self,
        call: &CheckCall,
        (step, operation): (&Step, &Operation),
        seen: &Seen,
    ) -> bool {
        let own = self.recorded(&seen.step);
        let rewritten = own == Some(Fidelity::Rewritten);
        let mut steps = self.steps.keys().chain([&seen.step]);
        let masked = steps.any(|step| self.recorded(step).is_some_and(|kept| kept != Fidelity::Exact));
        let hidden = rewritten
            || own.is_some() && is_asked_with(call)
            || masked && hides_from(&self.scene(operation, seen), call);
        if hidden {
            let mut units = units_of(self.stage.standard, self.case, &step.operation, call);
            units.retain(|unit| self.stage.coverage.judges(&unit.local, unit.aspect));
            let told = units.iter().map(|unit| unjudged(self.stage.standard, &seen.step, &unit.local, unit.aspect));
            self.settled.extend(told);
        }
        hidden
    }

    /// Hands the exchanges of the case over to whoever keeps them, without what is personal.
    pub(super) fn hand_over(&mut self) {
        let kept = std::mem::take(&mut self.kept);
        if let (Some(recorder), false) = (self.stage.transport.recorder(), kept.is_empty()) {
            let masker = self.stage.masker(self.steps.values());
            kept.into_iter().for_each(|exchange| recorder.masked(masked(exchange, &masker)));
        }
    }
}
