//! Readings are complete, and the engine obeys them: another verdict in the data is another verdict of the run.

use std::path::Path;

use zwfw_conformance::check::Registry;
use zwfw_conformance::id::Aspect::{self, Behaviour, Presence, Type};
use zwfw_conformance::plan::Selection;
use zwfw_conformance::simulator::mutants;
use zwfw_conformance::standard::{Library, Source};
use zwfw_conformance::verdict::Verdict;

use crate::support::{LOGISTICS, copy, judge, plan_of, standard};

#[test]
fn every_reading_of_the_list_stands_in_the_data() {
    let carried: Vec<&str> = standard().readings.iter().map(|reading| reading.id.as_str()).collect();
    let ids = include_str!("reading_ids.txt").lines().filter(|line| !line.starts_with('#'));
    let is_carried = |id: &str| {
        let parts = format!("{id}.1");
        carried.iter().any(|reading| *reading == id || *reading == parts)
    };
    let lacking: Vec<&str> = ids.clone().filter(|id| !is_carried(id)).collect();
    assert!(ids.clone().count() > 80, "the list has only {} ids", ids.count());
    assert!(lacking.is_empty(), "without a place in readings.yaml: {lacking:?}");
}

#[test]
fn every_reading_of_the_data_stands_in_the_list() {
    let ids: Vec<&str> = include_str!("reading_ids.txt").lines().filter(|line| !line.starts_with('#')).collect();
    let known = |id: &str| {
        ids.iter().any(|listed| id == *listed || id.rsplit_once('.').is_some_and(|(whole, _)| whole == *listed))
    };
    // What the design says beside the list of readings is named so.
    let unknown: Vec<&str> = standard()
        .readings
        .iter()
        .map(|reading| reading.id.as_str())
        .filter(|id| !known(id) && !id.starts_with("design-"))
        .collect();
    assert!(unknown.is_empty(), "not in the list of readings: {unknown:?}");
}

/// What a run says about a unit of the mutant when the reading has this verdict.
fn judged(reading: &str, verdict: &str, mutant: &str, (local, aspect): (&str, Aspect), case: &str) -> Option<Verdict> {
    let folder = tempfile::tempdir().expect("a folder");
    let schemas = copy("schemas", folder.path());
    let general = reading.starts_with('G');
    let file = if general { "readings.yaml".to_owned() } else { format!("{LOGISTICS}/readings.yaml") };
    set_verdict(&schemas.join(file), reading, verdict);
    let library = Library::load(&Source::Folder(schemas)).expect("the changed standards load");
    let selection = Selection {
        cases: vec![format!("{LOGISTICS}/{case}"), format!("{LOGISTICS}/getDist/accepted")],
        ..Selection::default()
    };
    let plan = plan_of(&library, &selection);
    // Of the data as they are: a reading that leaves something free takes its mutants away.
    let mutant = mutants(standard()).into_iter().find(|known| known.id == format!("{LOGISTICS}/{mutant}"));
    let mutant = mutant.unwrap_or_else(|| panic!("the mutant of {reading} is gone"));
    judge(&plan, Some(mutant), &Registry::default()).worst(local, aspect)
}

/// Writes another verdict into one reading of a file.
fn set_verdict(path: &Path, reading: &str, verdict: &str) {
    let text = std::fs::read_to_string(path).expect("readings");
    let (before, after) = text.split_once(&format!("- id: {reading}\n")).expect("the reading");
    let (start, rest) = after.split_once("    verdict: ").expect("a verdict");
    assert!(!start.contains("- id:"), "{reading} has no verdict of its own");
    let (_, rest) = rest.split_once('\n').expect("a line");
    let changed = format!("{before}- id: {reading}\n{start}    verdict: {verdict}\n{rest}");
    std::fs::write(path, changed).expect("written");
}

fn obeys(reading: &str, mutant: &str, unit: (&str, Aspect), case: &str, verdicts: &[(&str, Verdict)]) {
    for (written, expected) in verdicts {
        assert_eq!(judged(reading, written, mutant, unit, case), Some(*expected), "{reading} written as {written}");
    }
}

const RED_OR_AMBER: &[(&str, Verdict)] = &[("FAIL", Verdict::Fail), ("WARN", Verdict::Warning)];

#[test]
fn a_reading_of_a_standard_decides_the_verdict_of_a_run() {
    obeys("A15", "T8.1#type/wrong-type", ("T8.1", Type), "getDist/accepted", RED_OR_AMBER);
    obeys("A54", "T12.3#presence/field-dropped", ("T12.3", Presence), "queryOrder/accepted", RED_OR_AMBER);
    obeys("A57", "T13.7#presence/field-dropped", ("T13.7", Presence), "queryOrder/accepted", RED_OR_AMBER);
}

#[test]
fn a_reading_that_holds_for_every_standard_decides_the_verdict_of_a_run() {
    obeys("G1.1", "T7.3#presence/absence-accepted", ("T7.3", Presence), "getDist/T7.3.missing", RED_OR_AMBER);
    obeys("G1.2", "T7.2#type/wrong-type-accepted", ("T7.2", Type), "getDist/T7.2.*", RED_OR_AMBER);
}

#[test]
fn a_reading_of_a_standard_comes_before_one_that_holds_for_every_standard() {
    // Both name the finding; the mutant acts on a row of the narrower one.
    let (mutant, unit) = ("T7.3#type/wrong-type-accepted", ("T7.3", Type));
    obeys("A43", mutant, unit, "getDist/T7.3.wrong-type", RED_OR_AMBER);
    obeys("G1.2", mutant, unit, "getDist/T7.3.wrong-type", &[("FAIL", Verdict::Warning)]);
}

#[test]
fn every_word_for_a_verdict_is_obeyed() {
    let verdicts = [
        ("FAIL", Verdict::Fail),
        ("WARN", Verdict::Warning),
        ("INCONC", Verdict::Inconclusive),
        ("BOTH", Verdict::Pass),
    ];
    obeys("A11", "T8.2#behaviour/message-empty", ("T8.2", Behaviour), "getDist/T7.1.missing", &verdicts);
}
