//! The rules of the tables prove themselves, and judge just what the catalogue says.

use std::collections::BTreeSet;

use zwfw_conformance::check::Coverage;
use zwfw_conformance::prove::{Kill, ProveSettings, Reasons, prove_subjects};
use zwfw_conformance::standard::{Source, Subject};
use zwfw_conformance::subject::data::{rules, units};

use crate::support::{LICENCES, embedded};

#[test]
fn the_catalogue_and_the_rules_name_the_same_units() {
    let standard = embedded().standard(LICENCES).expect("the standard");
    let judged: BTreeSet<_> = rules(standard).iter().flat_map(units).collect();
    let coverage = Coverage::of_subject(standard, Subject::Data, &|_| None);
    let catalogue = coverage.catalogue.iter().flat_map(|entry| {
        let asked = entry.aspects.iter().filter(|aspect| aspect.disposition == "judged");
        asked.map(|aspect| (entry.requirement.local().to_owned(), aspect.aspect))
    });
    assert_eq!(catalogue.collect::<BTreeSet<_>>(), judged);
    assert!(judged.len() > 100);
}

#[test]
fn every_row_has_a_mutant_that_it_kills_and_freedoms_raise_no_alarm() {
    let standard = embedded().standard(LICENCES).expect("the standard");
    let reasons = Reasons::load(&Source::embedded_schemas(), LICENCES).expect("reasons");
    let settings = ProveSettings { seed: 1, threads: 2, whole: true, reasons, ..ProveSettings::default() };
    let matrices = prove_subjects(standard, &settings).expect("a proof");
    let data = matrices.iter().find(|matrix| matrix.subject == Subject::Data).expect("the tables");
    assert!(data.faults.is_empty(), "{:#?}", data.faults);
    assert!(data.mutants.len() > 250 && data.mutants.iter().all(|one| one.result == Kill::Killed));
    let alarms: Vec<_> = data.freedoms.iter().filter(|one| !one.alarms.is_empty()).collect();
    assert!(data.freedoms.len() > 5 && alarms.is_empty(), "{alarms:#?}");
}
