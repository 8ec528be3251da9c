//! The proof of what is handed in: forms, dossiers, data. A conforming object is broken at one row at a time.

mod data;
mod dossier;
mod form;
mod gateways;
mod probes;

use std::collections::BTreeSet;

use super::bar::{faults, units};
use super::freedoms::{FreedomResult, line};
use super::kill::MutantResult;
use super::matrix::{Matrix, ProveSettings};
use super::parallel::in_parallel;
use crate::check::Coverage;
use crate::run::Told;
use crate::simulator::Mutant;
use crate::standard::{Standard, Subject};
use crate::verdict::{Event, Root, Verdict};

/// What is done to a conforming object before it is judged.
#[derive(Debug, Clone, Copy)]
pub enum Change<'a> {
    /// Nothing.
    None,
    /// One row is broken.
    Mutant(&'a Mutant),
    /// Something is done otherwise that the text leaves open, by its name.
    Freedom(&'a str),
}

/// A subject that proves itself.
pub trait Specimens: Sync {
    /// Which.
    fn subject(&self) -> Subject;

    /// Every mutant of a standard, in the order of its tables; each breaks one aspect of one requirement.
    fn mutants(&self, standard: &Standard) -> Vec<Mutant>;

    /// Names of what a conforming object may do otherwise.
    fn freedoms(&self, standard: &Standard) -> Vec<String>;

    /// The stream of judging conforming objects, made from the tables alone, with one change.
    ///
    /// # Errors
    /// When no such object can be made; in words.
    fn judge(&self, standard: &Standard, change: Change<'_>) -> Result<Vec<Event>, String>;
}

/// Every subject that is handed in.
pub const SUBJECTS: &[&dyn Specimens] =
    &[&data::Data, &form::Forms, &dossier::Dossiers, &probes::Probes, &gateways::Gateways];

/// The mutants of all that is handed in by a standard.
pub fn subject_mutants(standard: &Standard) -> Vec<Mutant> {
    SUBJECTS.iter().filter(|one| standard.has_subject(one.subject())).flat_map(|one| one.mutants(standard)).collect()
}

/// Runs every mutant of each subject that a standard has, one matrix a subject.
///
/// # Errors
/// When an object cannot be made or judged.
pub fn prove_subjects(standard: &Standard, settings: &ProveSettings) -> Result<Vec<Matrix>, String> {
    let known = SUBJECTS.iter().filter(|one| standard.has_subject(one.subject()));
    let known = known.filter(|one| !one.mutants(standard).is_empty());
    known.map(|one| prove_subject(*one, standard, settings)).collect()
}

/// Runs every mutant of one subject of a standard.
///
/// # Errors
/// When an object cannot be made or judged.
pub fn prove_subject(
    specimens: &dyn Specimens,
    standard: &Standard,
    settings: &ProveSettings,
) -> Result<Matrix, String> {
    let subject = specimens.subject();
    let by = subject.as_str();
    let sound = told(specimens.judge(standard, Change::None)?, by);
    let false_alarms: BTreeSet<Root> =
        sound.into_iter().filter_map(|told| told.event.finding.map(|finding| finding.root)).collect();
    let named = |mutant: &Mutant| settings.only.iter().any(|part| mutant.id.contains(part.as_str()));
    let chosen = specimens.mutants(standard).into_iter().filter(|mutant| settings.only.is_empty() || named(mutant));
    let chosen: Vec<Mutant> = if settings.useless { Vec::new() } else { chosen.collect() };
    let mutants = in_parallel(&chosen, settings.threads, |mutant| {
        let told = told(specimens.judge(standard, Change::Mutant(mutant))?, by);
        Ok(MutantResult::of(mutant, told, &false_alarms))
    })?;
    let freedoms = if settings.whole { specimens.freedoms(standard) } else { Vec::new() };
    let freedoms = in_parallel(&freedoms, settings.threads, |name| {
        let told = told(specimens.judge(standard, Change::Freedom(name))?, by);
        Ok(FreedomResult { freedoms: vec![name.clone()], alarms: told.iter().map(line).collect() })
    })?;
    let false_alarms = false_alarms.into_iter().collect();
    let mut matrix = Matrix { mutants, freedoms, false_alarms, ..Matrix::empty(&standard.id, subject) };
    let reasons = settings.reasons.clone().within(standard, subject);
    let settings = ProveSettings { reasons, ..settings.clone() };
    if settings.whole {
        let coverage = Coverage::of_subject(standard, subject, &|_| None);
        matrix.units = units(&coverage, &matrix, &settings.reasons);
    }
    matrix.faults = faults(&matrix, &settings);
    Ok(matrix)
}

/// The verdicts other than pass. What the object leaves out as it may says nothing.
fn told(events: Vec<Event>, by: &'static str) -> Vec<Told> {
    let verdicts = events.into_iter().filter_map(|event| match event {
        Event::Verdict(verdict) => Some(*verdict),
        _ => None,
    });
    verdicts.filter(|event| event.verdict > Verdict::Pass).map(|event| Told { event, by }).collect()
}
