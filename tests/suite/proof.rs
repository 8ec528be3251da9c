//! The suite proves itself: no false alarm, and a broken row turns red alone.

use std::collections::BTreeSet;

use zwfw_conformance::plan::{Selection, StandardPlan};
use zwfw_conformance::prove::{Kill, Matrix, ProveSettings, prove};
use zwfw_conformance::simulator::{Mutant, OPERATORS, mutants};
use zwfw_conformance::standard::Standard;
use zwfw_conformance::verdict::Verdict;

use crate::support::{conform, embedded, licences, plan, plan_of, sound, standard};

/// What the mutants are drawn by.
const SEED: u64 = 20_190_017;

fn settings(only: Vec<String>) -> ProveSettings {
    ProveSettings { seed: 1, threads: 2, only, ..ProveSettings::default() }
}

/// One mutant of each operator that has mutants of the standard.
fn drawn(standard: &Standard) -> Vec<Mutant> {
    let mut state = SEED;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    let mutants = mutants(standard);
    let of = |name: &str| mutants.iter().filter(|mutant| mutant.operator == name).cloned().collect::<Vec<_>>();
    let of_each = OPERATORS.iter().map(|operator| of(operator.name));
    // What this standard has no row for is for others.
    of_each.filter(|of| !of.is_empty()).map(|of| of[below(of.len())].clone()).collect()
}

#[test]
fn a_conforming_simulator_gets_nothing_but_passes() {
    let deviations = sound().deviations();
    assert!(deviations.is_empty(), "false alarms:\n{}", deviations.join("\n"));
    let passes = sound().verdicts.iter().filter(|verdict| verdict.verdict == Verdict::Pass).count();
    assert!(passes > 1000, "only {passes} passes");
}

/// How many mutants are drawn of a standard that has no further tests of its proof.
const DRAWN: usize = 10;

#[test]
fn each_broken_row_turns_red_alone() {
    assert_red_alone(plan(), &drawn(standard()));
}

#[test]
fn each_broken_row_of_the_licence_standard_turns_red_alone() {
    let all = drawn(&licences().standard);
    // Every so many operators, so that the ten come from all classes: answers, requests, decisions, return codes, the wire;
    // then those between, until they break ten requirements.
    let step = all.len() / DRAWN;
    let mut broken = BTreeSet::new();
    let in_turn = (0..step).flat_map(|from| all.iter().skip(from).step_by(step));
    let drawn: Vec<Mutant> = in_turn.filter(|mutant| broken.insert(&mutant.requirement)).take(DRAWN).cloned().collect();
    assert_red_alone(licences(), &drawn);
}

fn assert_red_alone(plan: &StandardPlan, drawn: &[Mutant]) {
    assert!(drawn.len() >= 10, "only {} operators", drawn.len());
    let requirements: BTreeSet<&str> = drawn.iter().map(|mutant| mutant.requirement.as_str()).collect();
    assert!(requirements.len() >= 10, "the draw is narrow: {requirements:?}");
    let matrix = prove(plan, &settings(drawn.iter().map(|mutant| mutant.id.clone()).collect())).expect("a proof");
    assert!(matrix.false_alarms.is_empty(), "{:?}", matrix.false_alarms);
    // The selection is by part of an id, so a drawn one may bring others whose ids begin like it.
    let proved: BTreeSet<&str> = matrix.mutants.iter().map(|mutant| mutant.mutant.as_str()).collect();
    assert!(drawn.iter().all(|mutant| proved.contains(mutant.id.as_str())), "{proved:?}");
    // `killed` says: red under its own requirement and aspect, and every cause is found there.
    let missed: Vec<String> = matrix
        .mutants
        .iter()
        .filter(|mutant| mutant.result != Kill::Killed || mutant.killed_by.is_empty() || !mutant.blamed.is_empty())
        .map(|mutant| format!("{} {:?}, blamed {:?}", mutant.mutant, mutant.result, mutant.blamed))
        .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn the_same_seed_gives_the_same_matrix_byte_for_byte() {
    let plan = plan_of(embedded(), &Selection { operations: vec!["getDist".to_owned()], ..Selection::default() });
    let only = ["T9.1#presence/field-dropped", "T7.3#presence/absence-accepted", "T7.1#behaviour/credential-unchecked"];
    let matrix = |threads| {
        let settings = ProveSettings { threads, ..settings(only.map(str::to_owned).to_vec()) };
        prove(&plan, &settings).expect("a proof")
    };
    let text = |matrix: &Matrix| serde_json::to_string_pretty(matrix).expect("JSON");
    let (alone, together) = (matrix(1), matrix(3));
    assert_eq!(alone.mutants.len(), only.len());
    assert_eq!(text(&alone), text(&together));
}

#[test]
fn a_selection_asks_for_the_mutants_of_what_it_judges() {
    let ran = conform(&["prove", "--standard", "gdzw-0017-2019", "--operation", "getDist"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let mutants = ran.stdout.lines().find(|line| line.starts_with("mutants ")).expect("a summary");
    let count: usize = mutants["mutants ".len()..].split(',').next().expect("a count").parse().expect("a number");
    assert!((50..400).contains(&count), "{mutants}");
}
