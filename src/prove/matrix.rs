//! The kill matrix.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

use super::observe::Bench;
use crate::check::{Coverage, Registry};
use crate::plan::StandardPlan;
use crate::run::Baseline;
use crate::schema::Schemas;
use crate::simulator::{Mutant, mutants};
use crate::verdict::{Root, Verdict};

/// How a proof is done.
#[derive(Debug, Clone)]
pub struct ProveSettings {
    /// Seed of the simulator and of what the plan draws.
    pub seed: u64,
    /// Threads.
    pub threads: usize,
    /// Only mutants whose id contains one of these; empty means all.
    pub only: Vec<String>,
    /// The checks of the suite.
    pub without: Vec<String>,
}

/// What became of all mutants of one standard.
#[derive(Debug, Clone, Serialize)]
pub struct Matrix {
    /// The standard.
    pub standard: String,
    /// Roots that the simulator without any mutant shows: must be empty.
    pub false_alarms: Vec<Root>,
    /// One entry a mutant, in the order of the tables.
    pub mutants: Vec<MutantResult>,
}

/// What became of one mutant.
#[derive(Debug, Clone, Serialize)]
pub struct MutantResult {
    /// The mutant.
    pub mutant: String,
    /// Its operator.
    pub operator: String,
    /// The requirement that it breaks.
    pub requirement: String,
    /// The aspect.
    pub aspect: String,
    /// What became of it.
    pub result: Kill,
    /// Cases that gave a verdict under the requirement, with the verdict.
    pub killed_by: Vec<Killed>,
    /// Roots under other requirements: wrong blame.
    pub blamed: Vec<Blame>,
}

/// A cause that is not the mutant's, with the first case that shows it.
#[derive(Debug, Clone, Serialize)]
pub struct Blame {
    /// The cause.
    pub root: Root,
    /// The case.
    pub case: String,
}

/// A verdict that shows a mutant.
#[derive(Debug, Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Killed {
    /// The case.
    pub case: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The finding.
    pub code: String,
}

/// What became of a mutant.
#[derive(Debug, Clone, Copy, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum Kill {
    /// A failure or warning under its own requirement, and under no other.
    Killed,
    /// Seen under its own requirement, and blamed on another as well.
    Blurred,
    /// Seen only under other requirements.
    WrongBlame,
    /// Not seen.
    Survived,
}

/// Runs every mutant of one standard against its plan.
///
/// # Errors
/// When there is no simulator of the standard or its schemas do not compile.
pub fn prove(plan: &StandardPlan, settings: &ProveSettings) -> Result<Matrix, String> {
    let standard = plan.standard.clone();
    let schemas = Schemas::compile(&standard).map_err(|error| error.to_string())?;
    let registry = settings.without.iter().fold(Registry::default(), |registry, name| registry.without(name));
    let coverage = Coverage::of(plan, &|_| true);
    let bench = Bench { plan, schemas: &schemas, coverage: &coverage, registry: &registry, seed: settings.seed };
    let (baseline, sound) = bench.first(bench.simulator()?)?;
    let false_alarms: BTreeSet<Root> =
        sound.into_iter().filter_map(|event| event.finding.map(|finding| finding.root)).collect();
    let proof = Proof { bench, baseline, false_alarms };
    let chosen: Vec<Mutant> = mutants(&standard)
        .into_iter()
        .filter(|mutant| settings.only.is_empty() || settings.only.iter().any(|part| mutant.id.contains(part.as_str())))
        .collect();
    let results = in_parallel(&chosen, settings.threads, |mutant| proof.judge(mutant))?;
    let false_alarms = proof.false_alarms;
    Ok(Matrix { standard: standard.id.clone(), false_alarms: false_alarms.into_iter().collect(), mutants: results })
}

struct Proof<'a> {
    bench: Bench<'a>,
    baseline: Baseline,
    false_alarms: BTreeSet<Root>,
}

impl Proof<'_> {
    fn judge(&self, mutant: &Mutant) -> Result<MutantResult, String> {
        let verdicts = self.bench.again(self.bench.simulator()?.with_mutant(mutant.clone()), &self.baseline)?;
        let mut killed_by = BTreeSet::new();
        let mut blamed = BTreeMap::new();
        for event in verdicts {
            let Some(finding) = event.finding else { continue };
            if self.false_alarms.contains(&finding.root) {
                continue;
            }
            let own_root = finding.root.requirement == mutant.requirement && finding.root.aspect == mutant.aspect;
            let own = event.requirement == mutant.requirement && event.aspect == mutant.aspect;
            if own_root && own && matches!(event.verdict, Verdict::Fail | Verdict::Warning) {
                let code = finding.code.to_string();
                killed_by.insert(Killed { case: event.case, verdict: event.verdict, code });
            } else if !own_root {
                blamed.entry(finding.root).or_insert(event.case);
            }
        }
        let result = match (killed_by.is_empty(), blamed.is_empty()) {
            (false, true) => Kill::Killed,
            (false, false) => Kill::Blurred,
            (true, false) => Kill::WrongBlame,
            (true, true) => Kill::Survived,
        };
        Ok(MutantResult {
            mutant: mutant.id.clone(),
            operator: mutant.operator.to_owned(),
            requirement: mutant.requirement.to_string(),
            aspect: mutant.aspect.to_string(),
            result,
            killed_by: killed_by.into_iter().collect(),
            blamed: blamed.into_iter().map(|(root, case)| Blame { root, case }).collect(),
        })
    }
}

fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> Result<R, String> + Sync,
) -> Result<Vec<R>, String> {
    let next = AtomicUsize::new(0);
    let done = std::thread::scope(|scope| {
        let worker = || {
            let mut mine = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(index) else { return mine };
                mine.push((index, work(item)));
            }
        };
        let handles: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(worker)).collect();
        handles.into_iter().map(|handle| handle.join()).collect::<Vec<_>>()
    });
    let mut results = Vec::with_capacity(items.len());
    for part in done {
        results.extend(part.map_err(|_| "a worker of the proof stopped".to_owned())?);
    }
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
