//! Every hand-written case file is needed: it alone finds some defect, or it alone reaches some requirement.
//!
//! `sole_killers.csv` says which, one line a file: the mutant that goes unseen without the file, or the aspect of a
//! requirement that nothing else says anything about. `prove` gives the mutants to choose from.

use std::collections::{BTreeMap, BTreeSet};

use zwfw_conformance::prove::{Kill, Matrix, ProveSettings, prove};
use zwfw_conformance::standard::Source;
use zwfw_conformance::verdict::Verdict;

use crate::support::{LOGISTICS, checkout, plan, sound};

/// What stands for all generated cases, which say nothing about the need of a file.
const GENERATED: &str = "generated cases";
/// A file without cases of its own.
const FIXTURES: &str = "fixtures.yaml";

/// Case files with what shows that they are needed.
fn table() -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_path(checkout("tests/suite/sole_killers.csv")).expect("the table");
    let rows: Vec<(String, String)> = reader.deserialize().map(|row| row.expect("a row of two")).collect();
    let table: BTreeMap<String, String> = rows.iter().cloned().collect();
    assert_eq!(table.len(), rows.len(), "a file stands twice in the table");
    table
}

/// A mutant's id ends with its operator; a requirement and its aspect do not.
fn is_mutant(shows: &str) -> bool {
    shows.split_once('#').is_some_and(|(_, after)| after.contains('/'))
}

/// The files of these cases; what a fixture says is not what a case finds.
fn files<'c>(cases: impl Iterator<Item = &'c str>) -> BTreeSet<&'static str> {
    let known: BTreeMap<&str, &'static str> = plan()
        .cases
        .iter()
        .map(|case| (case.id.as_str(), if case.rule.is_none() { case.file.as_str() } else { GENERATED }))
        .collect();
    cases.filter_map(|case| known.get(case).copied()).collect()
}

/// Why a file is not the only one, or nothing.
fn unneeded(file: &str, shows: &str, matrix: &Matrix) -> Option<String> {
    let found = if is_mutant(shows) {
        let Some(mutant) = matrix.mutants.iter().find(|mutant| mutant.mutant == shows) else {
            return Some(format!("{file}: there is no mutant {shows}"));
        };
        if mutant.result != Kill::Killed {
            return Some(format!("{file}: {shows} is {:?}, blamed {:?}", mutant.result, mutant.blamed));
        }
        files(mutant.killed_by.iter().map(|killed| killed.case.as_str()))
    } else {
        let said = [Verdict::Pass, Verdict::Warning, Verdict::Fail];
        let about = sound().verdicts.iter().filter(|verdict| said.contains(&verdict.verdict));
        let about = about.filter(|verdict| format!("{}#{}", verdict.requirement, verdict.aspect) == shows);
        files(about.map(|verdict| verdict.case.as_str()))
    };
    (found != BTreeSet::from([file])).then(|| format!("{file}: {shows} is found by {found:?}"))
}

#[test]
fn each_case_file_alone_finds_a_defect_or_reaches_a_requirement() {
    let table = table();
    let only: Vec<String> = table.values().filter(|shows| is_mutant(shows)).cloned().collect();
    let settings = ProveSettings { seed: 1, threads: 2, only, ..ProveSettings::default() };
    let matrix = prove(plan(), &settings).expect("a proof");
    let unneeded: Vec<String> = table.iter().filter_map(|(file, shows)| unneeded(file, shows, &matrix)).collect();
    assert!(unneeded.is_empty(), "fold these files, or show what only they find:\n{}", unneeded.join("\n"));
}

#[test]
fn each_case_file_stands_in_the_table_of_what_it_is_needed_for() {
    let files = Source::embedded_cases().files(".yaml").expect("the case files");
    let files: BTreeSet<String> = files
        .iter()
        .filter(|file| file.path.starts_with(LOGISTICS) && !file.path.ends_with(FIXTURES))
        .map(|file| format!("cases/{}", file.path))
        .collect();
    assert!(files.len() >= 32, "only {} files", files.len());
    assert_eq!(table().into_keys().collect::<BTreeSet<_>>(), files);
}
