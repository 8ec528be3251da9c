//! Forms prove themselves: conforming ones are made from the tables, and broken at one cell or rule at a time.

mod freedoms;
mod operators;
mod specimen;

use super::{Change, Specimens};
use crate::prove::fixed_clock;
use crate::simulator::Mutant;
use crate::standard::{Standard, Subject};
use crate::subject::form::{Filled, hear, parts};
use crate::subject::{Emission, Opening};
use crate::verdict::{Event, TargetIdentity};

/// Forms.
pub struct Forms;

impl Specimens for Forms {
    fn subject(&self) -> Subject {
        Subject::Form
    }

    fn mutants(&self, standard: &Standard) -> Vec<Mutant> {
        operators::mutants(standard)
    }

    fn freedoms(&self, _: &Standard) -> Vec<String> {
        freedoms::NAMES.iter().map(|name| (*name).to_owned()).collect()
    }

    fn judge(&self, standard: &Standard, change: Change<'_>) -> Result<Vec<Event>, String> {
        let mut forms = specimen::conforming(standard);
        match change {
            Change::None => {}
            Change::Mutant(mutant) => operators::apply(standard, mutant, &mut forms)?,
            Change::Freedom(name) => forms = freedoms::take(standard, name, forms)?,
        }
        Ok(judged(standard, &forms))
    }
}

/// The stream of forms that are handed in together.
fn judged(standard: &Standard, forms: &[Filled]) -> Vec<Event> {
    let mut events = Vec::new();
    let mut sink = |event: Event| events.push(event);
    let identity = TargetIdentity { name: "specimens".to_owned(), ..TargetIdentity::default() };
    let (subject, objects) = (Subject::Form, forms.len());
    let opening = Opening { subject, identity, clock: fixed_clock, objects, whole: true };
    let mut emission = Emission::open(opening, parts(&[standard], forms), &mut sink);
    hear(&[standard], forms, &mut emission);
    emission.close();
    events
}
