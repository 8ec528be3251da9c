//! The proof of what is judged of databases: a conforming one in memory, made from the tables, and broken at one row.

mod breaks;
mod freedoms;
mod specimen;

use jiff::civil::{DateTime, datetime};

use super::{Change, Specimens};
use crate::simulator::{Mutant, Stand};
use crate::standard::{Standard, Subject};
use crate::subject::data::{Options, judge_session, part, rules, tell};
use crate::subject::{Emission, Opening};
use crate::verdict::{Event, TargetIdentity};

/// Tables of a database.
pub(super) struct Data;

fn clock() -> DateTime {
    datetime(2024, 1, 31, 0, 0, 0, 0)
}

impl Specimens for Data {
    fn subject(&self) -> Subject {
        Subject::Data
    }

    fn mutants(&self, standard: &Standard) -> Vec<Mutant> {
        let mutant = |one: breaks::Break| Mutant {
            id: one.id(&standard.id),
            operator: one.operator.name(),
            requirement: standard.requirement(&one.local),
            aspect: one.aspect,
            operation: String::new(),
            stand: Stand::Violation,
        };
        let all = breaks::all(&rules(standard)).into_iter();
        all.filter(|one| !one.is_free(standard)).map(mutant).collect()
    }

    fn freedoms(&self, _standard: &Standard) -> Vec<String> {
        freedoms::NAMES.iter().map(|name| (*name).to_owned()).collect()
    }

    fn judge(&self, standard: &Standard, change: Change<'_>) -> Result<Vec<Event>, String> {
        let rules = rules(standard);
        let mut specimen = specimen::Specimen::of(&rules);
        match change {
            Change::None => {}
            Change::Freedom(name) => freedoms::take(&mut specimen, name)?,
            Change::Mutant(mutant) => {
                let one = breaks::all(&rules).into_iter().find(|one| one.id(&standard.id) == mutant.id);
                one.ok_or_else(|| format!("no mutant {}", mutant.id))?.apply(&mut specimen);
            }
        }
        let session = specimen.session().map_err(|error| error.to_string())?;
        let results = judge_session(&rules, session, &Options::default()).map_err(|error| error.to_string())?;
        let mut events = Vec::new();
        let mut sink = |event| events.push(event);
        let identity = TargetIdentity { name: "specimen".to_owned(), ..TargetIdentity::default() };
        let opening = Opening { subject: Subject::Data, identity, clock, objects: results.len(), whole: true };
        let mut emission = Emission::open(opening, vec![part(standard, |_| true)], &mut sink);
        tell(&mut emission, standard, &results, &|_| "specimen".to_owned());
        emission.close();
        Ok(events)
    }
}
