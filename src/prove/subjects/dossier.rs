//! The proof of dossiers: one that shows everything, broken at one item at a time.

mod breaks;
mod freedoms;
mod specimen;

use super::{Change, Specimens};
use crate::prove::observe::fixed_clock;
use crate::simulator::Mutant;
use crate::standard::{Standard, Subject};
use crate::subject::dossier::{judge, tell};
use crate::subject::{Emission, Opening, Part};
use crate::verdict::{Event, TargetIdentity};
use breaks::breaks;
use freedoms::FREEDOMS;
use specimen::Specimen;

/// Dossiers.
pub struct Dossiers;

impl Specimens for Dossiers {
    fn subject(&self) -> Subject {
        Subject::Dossier
    }

    fn mutants(&self, standard: &Standard) -> Vec<Mutant> {
        breaks(standard).into_iter().map(|one| one.mutant(standard)).collect()
    }

    fn freedoms(&self, _: &Standard) -> Vec<String> {
        FREEDOMS.iter().map(|(name, _)| (*name).to_owned()).collect()
    }

    fn judge(&self, standard: &Standard, change: Change<'_>) -> Result<Vec<Event>, String> {
        let day = fixed_clock().date();
        let mut specimen = Specimen::of(standard, day);
        match change {
            Change::None => {}
            Change::Mutant(mutant) => {
                let found = breaks(standard).into_iter().find(|one| one.mutant(standard) == *mutant);
                found.ok_or_else(|| format!("no mutant {}", mutant.id))?.apply(&mut specimen);
            }
            Change::Freedom(name) => {
                let found = FREEDOMS.iter().find(|(known, _)| *known == name);
                let (_, take) = found.ok_or_else(|| format!("no freedom {name}"))?;
                take(&mut specimen, standard);
            }
        }
        let mut events = Vec::new();
        let mut sink = |event: Event| events.push(event);
        let identity = TargetIdentity { name: specimen.dossier.object.name.clone(), ..TargetIdentity::default() };
        let opening = Opening { subject: Subject::Dossier, identity, clock: fixed_clock, objects: 1, whole: true };
        let mut emission = Emission::open(opening, vec![Part::whole(standard)], &mut sink);
        tell(&mut emission, &specimen.dossier, judge(standard, &specimen.dossier, &specimen.papers, day));
        emission.close();
        Ok(events)
    }
}
