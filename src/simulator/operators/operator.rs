//! What an operator is, and how its mutant acts inside the simulator.

use std::fmt;

use serde_json::{Map, Value};

use super::OPERATORS;
use crate::simulator::instances;
use crate::simulator::lapse::{Decision, Lapse};
use crate::simulator::layout::{Field, Layout};
use crate::simulator::mutant::Mutant;
use crate::standard::{Envelope, Standard};

/// A way to break the simulator at one row, the same for every row of its kind.
pub struct Operator {
    /// Last part of the ids of its mutants.
    pub name: &'static str,
    /// What its mutants do wrong.
    pub doc: &'static str,
    /// Its mutants of a standard, by row in the order of the text.
    pub mutants: fn(&Standard) -> Vec<Mutant>,
    pub(super) effect: Effect,
}

impl fmt::Debug for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operator").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Where an operator takes hold.
#[derive(Clone, Copy)]
pub(super) enum Effect {
    /// It changes each object of an answer that has the row as a member.
    Answer(fn(&Field, &mut Map<String, Value>)),
    /// It changes the same in refusals alone.
    Refusal(fn(&Field, &Envelope, &mut Map<String, Value>)),
    /// It leaves out one decision about requests.
    Lapse(Decision),
}

/// A mutant that has been injected.
pub(in crate::simulator) struct Active {
    row: String,
    effect: Effect,
    lapse: Option<Lapse>,
}

/// Makes a mutant ready to act; none when no operator has its name.
pub(in crate::simulator) fn activate(mutant: &Mutant) -> Option<Active> {
    let operator = OPERATORS.iter().find(|operator| operator.name == mutant.operator)?;
    let row = mutant.requirement.local().to_owned();
    let lapse = match operator.effect {
        Effect::Lapse(decision) => Some(Lapse { row: row.clone(), decision }),
        Effect::Answer(_) | Effect::Refusal(_) => None,
    };
    Some(Active { row, effect: operator.effect, lapse })
}

impl Active {
    /// The decision that is left out, if the mutant is about requests.
    pub(in crate::simulator) fn lapse(&self) -> Option<&Lapse> {
        self.lapse.as_ref()
    }

    /// Changes an answer, if the mutant is about answers.
    pub(in crate::simulator) fn change(
        &self,
        layout: &Layout,
        envelope: &Envelope,
        refused: bool,
        answer: &mut Map<String, Value>,
    ) {
        match self.effect {
            Effect::Answer(change) => instances::each(&layout.response, answer, &self.row, &mut |field, object| {
                change(field, object);
            }),
            Effect::Refusal(change) if refused => {
                instances::each(&layout.response, answer, &self.row, &mut |field, object| {
                    change(field, envelope, object);
                });
            }
            Effect::Refusal(_) | Effect::Lapse(_) => {}
        }
    }
}
