//! `prove`: the kill matrix.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::common::{DataArgs, Failure, SelectionArgs, say};
use crate::check::Registry;
use crate::id::Language;
use crate::plan::{Plan, Selection};
use crate::policy::Outcome;
use crate::prove::{
    Fault, Kill, Matrix, ProveSettings, Reasons, idle, page, prove as prove_plan, prove_subjects, subject_mutants,
};
use crate::simulator::{Mutant, fitted, mutants};
use crate::standard::{Library, Standard, Subject};
use crate::yaml::nearest;

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
    /// Only the targets that implement nothing.
    #[arg(long)]
    useless: bool,
    /// Try what needs sockets as well: manners of the wire, and more mutants a second time.
    #[arg(long)]
    sockets: bool,
    /// Pairs of mutants to try as well.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pairs: usize,
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
    let begun = Instant::now();
    let library = fitted(&args.data.library()?);
    known(args, &library)?;
    let plan = plan(args, &library)?;
    let mut matrices = Vec::new();
    for part in plan.standards.iter().filter(|part| is_asked(args, &mutants(&part.standard))) {
        let settings = settings(args, &plan, &part.standard)?;
        matrices.push(prove_plan(part, &settings).map_err(Failure::usage)?);
    }
    for standard in library.standards.iter().filter(|standard| hands_in(args, standard)) {
        let settings = settings(args, &plan, standard)?;
        matrices.extend(prove_subjects(standard, &settings).map_err(Failure::usage)?);
    }
    let mut faults: Vec<Fault> = matrices.iter().flat_map(|matrix| matrix.faults.clone()).collect();
    if plan.whole && args.mutants.is_empty() && !args.useless && args.selection.standards.is_empty() {
        let shared = Reasons::load(&args.data.schemas(), "").map_err(Failure::usage)?;
        faults.extend(idle(&matrices, &registry(args), &shared));
    }
    let path = write(&args.out, &matrices)?;
    say(&matrices.iter().map(table).collect::<String>())?;
    say(&survivors(&args.data, &matrices)?)?;
    say(&faults.iter().map(|fault| format!("  {fault}\n")).collect::<String>())?;
    say(&summary(&matrices, &faults, begun.elapsed().as_secs_f64()))?;
    say(&format!("matrix in {}\n", path.display()))?;
    Ok(if faults.is_empty() { Outcome::Conforming } else { Outcome::NotConforming })
}

/// Refuses parts of ids that no mutant has, and names that no check has.
fn known(args: &ProveArgs, library: &Library) -> Result<(), Failure> {
    let selected = library.standards.iter().filter(|one| args.selection.selection().has_standard(&one.id));
    let mutants: Vec<Mutant> = selected.flat_map(|one| [mutants(one), subject_mutants(one)].concat()).collect();
    let did_you_mean = |near: Option<&str>| near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
    if let Some(part) = args.mutants.iter().find(|part| !mutants.iter().any(|mutant| mutant.id.contains(part.as_str())))
    {
        let names = mutants.iter().flat_map(|mutant| [mutant.operator, mutant.id.as_str()]);
        let help = match did_you_mean(nearest(part, names)) {
            help if help.is_empty() => "; `list mutants` shows them".to_owned(),
            help => help,
        };
        return Err(Failure::usage(format!("no mutant has `{part}` in its id{help}")));
    }
    let registry = Registry::default();
    let checks: Vec<&str> = registry.names().collect();
    match args.without.iter().find(|name| !checks.contains(&name.as_str())) {
        Some(name) => Err(Failure::usage(format!("no check `{name}`{}", did_you_mean(nearest(name, checks))))),
        None => Ok(()),
    }
}

/// The plan of what is called; of standards of which nothing is, it is empty.
fn plan(args: &ProveArgs, library: &Library) -> Result<Plan, Failure> {
    let selection = args.selection.selection();
    let is_called = |id: &String| library.standard(id).is_none_or(Standard::is_called);
    let called: Vec<String> = selection.standards.iter().filter(|id| is_called(id)).cloned().collect();
    if called.is_empty() && !selection.standards.is_empty() && selection.is_whole() {
        let standards = Vec::new();
        return Ok(Plan { seed: args.seed, standards, whole: true, selection, shard: None, left_out: Vec::new() });
    }
    args.data.plan(library, &Selection { standards: called, ..selection }, args.seed)
}

fn is_asked(args: &ProveArgs, mutants: &[Mutant]) -> bool {
    let names = |mutant: &Mutant| args.mutants.iter().any(|part| mutant.id.contains(part.as_str()));
    args.mutants.is_empty() || mutants.iter().any(names)
}

/// Whether mutants of what is handed in are asked for: what narrows the cases of runs is about runs alone.
fn hands_in(args: &ProveArgs, standard: &Standard) -> bool {
    let selection = args.selection.selection();
    let mutants = subject_mutants(standard);
    let asked = selection.is_whole() && selection.has_standard(&standard.id) && !args.useless && !standard.draft;
    asked && !mutants.is_empty() && is_asked(args, &mutants)
}

fn settings(args: &ProveArgs, plan: &Plan, standard: &Standard) -> Result<ProveSettings, Failure> {
    Ok(ProveSettings {
        seed: args.seed,
        threads: args
            .jobs
            .map(usize::from)
            .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)),
        only: args.mutants.clone(),
        without: args.without.clone(),
        whole: plan.whole && args.mutants.is_empty() && !args.useless,
        useless: args.useless,
        sockets: args.sockets,
        pairs: args.pairs,
        reasons: Reasons::load(&args.data.schemas(), &standard.id).map_err(Failure::usage)?,
    })
}

fn registry(args: &ProveArgs) -> Registry {
    args.without.iter().fold(Registry::default(), |registry, name| registry.without(name))
}

fn write(out: &Path, matrices: &[Matrix]) -> Result<PathBuf, Failure> {
    let path = out.join("kill-matrix.json");
    let json = serde_json::to_string_pretty(matrices).map_err(Failure::internal)?;
    let written = std::fs::create_dir_all(out)
        .and_then(|()| std::fs::write(&path, json + "\n"))
        .and_then(|()| std::fs::write(out.join("kill-matrix.html"), page(matrices)));
    written.map_err(|error| Failure::usage(format!("cannot write {}: {error}", path.display())))?;
    Ok(path)
}

/// Mutants by operator.
fn table(matrix: &Matrix) -> String {
    let mut by_operator: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for mutant in &matrix.mutants {
        let (all, killed) = by_operator.entry(&mutant.operator).or_default();
        *all += 1;
        *killed += usize::from(mutant.result == Kill::Killed);
    }
    let subject = match matrix.subject {
        Subject::Service => String::new(),
        other => format!(" ({})", other.as_str()),
    };
    let mut text = format!("{}{subject}\n  {:<24}{:>8}{:>8}\n", matrix.standard, "operator", "mutants", "killed");
    let all = (matrix.mutants.len(), matrix.count(Kill::Killed));
    for (operator, (mutants, killed)) in by_operator.into_iter().chain([("all", all)]) {
        text.push_str(&format!("  {operator:<24}{mutants:>8}{killed:>8}\n"));
    }
    for useless in &matrix.useless {
        let share = 100 * useless.passed / useless.judged.max(1);
        let target = format!("useless: {}", useless.target);
        text.push_str(&format!("  {target:<26}exit {}, passes {share} % of what is judged\n", useless.exit));
    }
    text
}

/// Mutants that nothing sees and whose standard says why, a line each.
fn survivors(data: &DataArgs, matrices: &[Matrix]) -> Result<String, Failure> {
    let label = match data.lang {
        Language::Zh => "未被发现",
        Language::En => "survivor",
    };
    let mut text = String::new();
    for matrix in matrices {
        let reasons = Reasons::load(&data.schemas(), &matrix.standard).map_err(Failure::usage)?;
        let survived = matrix.mutants.iter().filter(|mutant| mutant.result == Kill::Survived);
        for (id, open) in survived.filter_map(|one| Some((&one.mutant, reasons.of_mutant(&one.mutant)?))) {
            text.push_str(&format!("  {label} {id}: {}: {}\n", open.reason.as_str(), open.because));
        }
    }
    Ok(text)
}

fn summary(matrices: &[Matrix], faults: &[Fault], seconds: f64) -> String {
    let sum = |count: &dyn Fn(&Matrix) -> usize| matrices.iter().map(count).sum::<usize>();
    let killed = sum(&|matrix| matrix.count(Kill::Killed));
    let survived = sum(&|matrix| matrix.count(Kill::Survived));
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in matrices.iter().flat_map(|matrix| &matrix.units).filter_map(|unit| unit.reason) {
        *reasons.entry(reason.as_str()).or_default() += 1;
    }
    let reasons: Vec<String> = reasons.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
    let mut text = format!(
        "mutants {}, killed {killed}, survived {survived}; judged aspects {}, without a mutant: {}\n",
        sum(&|matrix| matrix.mutants.len()),
        sum(&|matrix| matrix.units.len()),
        if reasons.is_empty() { "none".to_owned() } else { reasons.join(", ") },
    );
    text.push_str(&format!(
        "freedoms {} in {} sets, false alarms {}; deviations warned of {}\n",
        sum(&|matrix| matrix.freedoms.iter().filter(|freedom| freedom.freedoms.len() == 1).count()),
        sum(&|matrix| matrix.freedoms.len()),
        sum(&|matrix| matrix.alarms() + matrix.false_alarms.len()),
        sum(&|matrix| matrix.deviations.len()),
    ));
    text.push_str(&format!(
        "tried again against all cases {}, over sockets {}; pairs {}, both seen {}, one inconclusive {}, hidden {}\n",
        sum(&|matrix| matrix.samples.full),
        sum(&|matrix| matrix.samples.over_sockets),
        sum(&|matrix| matrix.pairs.tried),
        sum(&|matrix| matrix.pairs.both_seen),
        sum(&|matrix| matrix.pairs.one_inconclusive),
        sum(&|matrix| matrix.pairs.hidden.len()),
    ));
    text.push_str(&format!("faults of the suite {}; {seconds:.1} s\n", faults.len()));
    text
}
