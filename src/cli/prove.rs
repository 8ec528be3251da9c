//! `prove`: the kill matrix.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::common::{DataArgs, Failure, SelectionArgs, say};
use crate::plan::StandardPlan;
use crate::policy::Outcome;
use crate::prove::{Kill, Matrix, ProveSettings, prove as prove_plan};
use crate::simulator::{Mutant, mutants};

/// Arguments of `prove`.
#[derive(Args, Debug)]
pub(super) struct ProveArgs {
    #[command(flatten)]
    selection: SelectionArgs,
    /// Only mutants whose id contains this; may be repeated.
    #[arg(long = "mutant", value_name = "PART")]
    mutants: Vec<String>,
    /// Take a check out of the suite, to see what it alone finds; may be repeated.
    #[arg(long = "without-check", value_name = "NAME")]
    without: Vec<String>,
    /// Seed of the simulator and of everything that is drawn.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads; as many as there are processors when left out.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Folder of the kill matrix.
    #[arg(long, value_name = "DIR", default_value = "reports/out")]
    out: PathBuf,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) fn prove(args: &ProveArgs) -> Result<Outcome, Failure> {
    let library = args.data.library()?;
    let plan = args.data.plan(&library, &args.selection.selection(), args.seed)?;
    let threads =
        args.jobs.map(usize::from).unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let settings =
        ProveSettings { seed: args.seed, threads, only: args.mutants.clone(), without: args.without.clone() };
    let begun = Instant::now();
    let mut matrices = Vec::new();
    let is_asked = |part: &&StandardPlan| {
        let names = |mutant: &Mutant| args.mutants.iter().any(|part| mutant.id.contains(part.as_str()));
        args.mutants.is_empty() || mutants(&part.standard).iter().any(names)
    };
    for part in plan.standards.iter().filter(is_asked) {
        matrices.push(prove_plan(part, &settings).map_err(Failure::usage)?);
    }
    let path = args.out.join("kill-matrix.json");
    let json = serde_json::to_string_pretty(&matrices).map_err(Failure::internal)?;
    let written = std::fs::create_dir_all(&args.out).and_then(|()| std::fs::write(&path, json + "\n"));
    written.map_err(|error| Failure::usage(format!("cannot write {}: {error}", path.display())))?;
    for matrix in &matrices {
        say(&summary(matrix));
    }
    say(&format!("{:.1} s, matrix in {}\n", begun.elapsed().as_secs_f64(), path.display()));
    let sound = matrices.iter().all(|matrix| {
        matrix.false_alarms.is_empty() && matrix.mutants.iter().all(|mutant| mutant.result == Kill::Killed)
    });
    Ok(if sound { Outcome::Conforming } else { Outcome::NotConforming })
}

fn summary(matrix: &Matrix) -> String {
    let mut by_operator: BTreeMap<&str, BTreeMap<Kill, usize>> = BTreeMap::new();
    for mutant in &matrix.mutants {
        *by_operator.entry(&mutant.operator).or_default().entry(mutant.result).or_insert(0) += 1;
    }
    let mut text = format!("{}\n", matrix.standard);
    for root in &matrix.false_alarms {
        text.push_str(&format!("  false alarm {}#{} {}\n", root.requirement, root.aspect, root.code));
    }
    for mutant in matrix.mutants.iter().filter(|mutant| mutant.result != Kill::Killed) {
        let blamed = mutant.blamed.iter().map(|blame| {
            let root = &blame.root;
            format!("{}#{} {} by {}", root.requirement.local(), root.aspect, root.code, blame.case)
        });
        let blamed: Vec<String> = blamed.collect();
        text.push_str(&format!("  {:?} {} blamed: {}\n", mutant.result, mutant.mutant, blamed.join(", ")));
    }
    text.push_str(&format!("  {:<24}{:>8}{:>8}\n", "operator", "mutants", "killed"));
    for (operator, results) in &by_operator {
        let all: usize = results.values().sum();
        let killed = results.get(&Kill::Killed).copied().unwrap_or(0);
        text.push_str(&format!("  {operator:<24}{all:>8}{killed:>8}\n"));
    }
    let killed = matrix.mutants.iter().filter(|mutant| mutant.result == Kill::Killed).count();
    text.push_str(&format!("  {:<24}{:>8}{:>8}\n", "all", matrix.mutants.len(), killed));
    text
}
