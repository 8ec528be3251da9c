//! The kill matrix.

use std::collections::BTreeSet;

use serde::Serialize;

use super::bar::{Fault, UnitProof, faults, units};
use super::freedoms::{DeviationResult, FreedomResult, deviate, serve_in, take, tried, warned_of};
use super::kill::{Kill, MutantResult};
use super::observe::{Bench, First};
use super::pairs::{Pairs, combine, drawn_pairs};
use super::parallel::{Draw, in_parallel};
use super::reach::Reach;
use super::reasons::Reasons;
use super::useless::{UselessResult, pretend};
use crate::check::{Coverage, Registry};
use crate::plan::StandardPlan;
use crate::run::Told;
use crate::schema::Schemas;
use crate::simulator::{Cell, MANNERS, Mutant, USELESS, cells, is_on_the_wire, mutants};
use crate::standard::Subject;
use crate::verdict::Root;

/// Mutants in a hundred that are tried against all cases anew, whatever the first run did.
const FULL_PER_CENT: usize = 5;
/// Mutants that are tried over sockets: of operators that act on the wire, and of others.
const OVER_SOCKETS: (usize, usize) = (3, 2);
/// The same when sockets are asked for.
const MANY_OVER_SOCKETS: (usize, usize) = (usize::MAX, 6);

/// How a proof is done.
#[derive(Debug, Clone, Default)]
pub struct ProveSettings {
    /// Seed of the simulator and of everything that is drawn.
    pub seed: u64,
    /// Threads.
    pub threads: usize,
    /// Only mutants whose id contains one of these; empty means all.
    pub only: Vec<String>,
    /// Checks that are taken out of the suite.
    pub without: Vec<String>,
    /// Everything, not the mutants alone: deviations, freedoms, useless targets, samples, and whether each judged unit has
    /// its mutant.
    pub whole: bool,
    /// Only the targets that implement nothing.
    pub useless: bool,
    /// What needs a socket as well: manners of the wire, and more mutants tried a second time.
    pub sockets: bool,
    /// Pairs of mutants that are tried.
    pub pairs: usize,
    /// What goes without proof, and why.
    pub reasons: Reasons,
}

/// What became of all mutants of one standard.
#[derive(Debug, Clone, Serialize)]
pub struct Matrix {
    /// The standard.
    pub standard: String,
    /// What of it was judged.
    pub subject: Subject,
    /// What is wrong with the suite: must be empty.
    pub faults: Vec<Fault>,
    /// Roots that the simulator without any mutant shows: must be empty.
    pub false_alarms: Vec<Root>,
    /// One entry a mutant, in the order of the tables.
    pub mutants: Vec<MutantResult>,
    /// One entry a judged aspect of a requirement, with what proves that it is judged.
    pub units: Vec<UnitProof>,
    /// One entry a row and operator: a violation, which has its mutant, or why there is none.
    pub cells: Vec<Cell>,
    /// What readings warn of.
    pub deviations: Vec<DeviationResult>,
    /// What a conforming platform may do otherwise, one at a time and all at once.
    pub freedoms: Vec<FreedomResult>,
    /// Targets that implement nothing.
    pub useless: Vec<UselessResult>,
    /// Mutants that were tried twice, in another way the second time.
    pub samples: Samples,
    /// Pairs of mutants.
    pub pairs: Pairs,
}

/// Mutants that were tried twice.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Samples {
    /// Mutants that were tried against all cases anew.
    pub full: usize,
    /// Mutants that were tried over sockets.
    pub over_sockets: usize,
    /// Mutants of which not the same came out: must be empty.
    pub disagreed: Vec<String>,
}

/// Runs every mutant of one standard against its plan.
///
/// # Errors
/// When there is no simulator of the standard or its schemas do not compile.
pub fn prove(plan: &StandardPlan, settings: &ProveSettings) -> Result<Matrix, String> {
    let reasons = settings.reasons.clone().within(&plan.standard, Subject::Service);
    let settings = ProveSettings { reasons, ..settings.clone() };
    let schemas = Schemas::compile(&plan.standard).map_err(|error| error.to_string())?;
    let registry = settings.without.iter().fold(Registry::default(), |registry, name| registry.without(name));
    let coverage = Coverage::of(plan, &|_| true);
    let bench = Bench::new(plan, (&schemas, &coverage), &registry, settings.seed);
    let (first, sound) = bench.first(bench.simulator()?)?;
    let false_alarms: BTreeSet<Root> =
        sound.into_iter().filter_map(|told| told.event.finding.map(|finding| finding.root)).collect();
    let named = |mutant: &Mutant| settings.only.iter().any(|part| mutant.id.contains(part.as_str()));
    // Of a part of the cases, only mutants of what they judge can be asked for.
    let judged = |mutant: &Mutant| settings.whole || coverage.judges(mutant.requirement.local(), mutant.aspect);
    let wanted = |mutant: &Mutant| if settings.only.is_empty() { judged(mutant) } else { named(mutant) };
    let chosen: Vec<Mutant> = mutants(&plan.standard).into_iter().filter(wanted).collect();
    let chosen = if settings.useless { Vec::new() } else { chosen };
    let proof = Proof { bench, first, false_alarms, reach: Reach::of(&plan.standard), settings: &settings };
    let results = in_parallel(&chosen, settings.threads, |mutant| proof.judge(mutant))?;
    // What nobody sees alone cannot be hidden.
    let seen = chosen.iter().zip(&results).filter(|(_, result)| result.result == Kill::Killed);
    let seen: Vec<Mutant> = seen.map(|(mutant, _)| mutant.clone()).collect();
    let mut matrix = Matrix {
        false_alarms: proof.false_alarms.iter().cloned().collect(),
        pairs: proof.pairs(&seen)?,
        mutants: results,
        ..Matrix::empty(&plan.standard.id, Subject::Service)
    };
    if settings.useless {
        matrix.useless = proof.useless()?;
    }
    if settings.whole {
        proof.rest(&chosen, &mut matrix)?;
    }
    matrix.faults = faults(&matrix, &settings);
    Ok(matrix)
}

struct Proof<'a> {
    bench: Bench<'a>,
    first: First,
    false_alarms: BTreeSet<Root>,
    reach: Reach<'a>,
    settings: &'a ProveSettings,
}

impl Proof<'_> {
    fn judge(&self, mutant: &Mutant) -> Result<MutantResult, String> {
        let simulator = self.bench.simulator()?.with_mutant(mutant.clone());
        Ok(self.result(mutant, self.bench.again(simulator, &self.first, &self.reach.quiet(mutant))?))
    }

    fn result(&self, mutant: &Mutant, told: Vec<Told>) -> MutantResult {
        MutantResult::of(mutant, told, &self.false_alarms)
    }

    fn pairs(&self, mutants: &[Mutant]) -> Result<Pairs, String> {
        let pairs = drawn_pairs(mutants, self.settings.seed, self.settings.pairs);
        combine(&self.bench, &pairs, &self.first, &self.false_alarms, self.settings.threads)
    }

    fn useless(&self) -> Result<Vec<UselessResult>, String> {
        in_parallel(USELESS, self.settings.threads, |useless| pretend(&self.bench, useless, &self.first))
    }

    /// What is proved beside the mutants.
    fn rest(&self, mutants: &[Mutant], matrix: &mut Matrix) -> Result<(), String> {
        let (bench, first, threads) = (&self.bench, &self.first, self.settings.threads);
        matrix.deviations = in_parallel(&warned_of(bench), threads, |deviation| deviate(bench, deviation, first))?;
        matrix.freedoms = in_parallel(&tried(bench), threads, |freedoms| take(bench, freedoms, first))?;
        if self.settings.sockets {
            let served = in_parallel(MANNERS, threads, |manner| serve_in(bench, *manner))?;
            matrix.freedoms.extend(served);
        }
        matrix.useless = self.useless()?;
        matrix.samples = self.samples(mutants, &matrix.mutants)?;
        matrix.cells = cells(&bench.plan.standard);
        matrix.units = units(bench.coverage, matrix, &self.settings.reasons);
        Ok(())
    }

    /// Tries some mutants again: all their cases judged anew, or over sockets. The same has to come out.
    fn samples(&self, mutants: &[Mutant], results: &[MutantResult]) -> Result<Samples, String> {
        let mut draw = Draw::new(self.settings.seed);
        let full = draw.some(mutants, (mutants.len() * FULL_PER_CENT).div_ceil(100));
        let limit = if self.settings.sockets { MANY_OVER_SOCKETS } else { OVER_SOCKETS };
        let sockets = over_sockets(mutants, limit, &mut draw);
        let (counted, reached) = (full.len(), sockets.len());
        let tries: Vec<(Mutant, bool)> = full
            .into_iter()
            .map(|mutant| (mutant, false))
            .chain(sockets.into_iter().map(|mutant| (mutant, true)))
            .collect();
        let disagreed = in_parallel(&tries, self.settings.threads, |(mutant, socket)| {
            let simulator = self.bench.simulator()?.with_mutant(mutant.clone());
            let told =
                if *socket { self.bench.over_a_socket(simulator, None)? } else { self.bench.observe(simulator)? };
            let again = self.result(mutant, told);
            let way = if *socket { "over sockets" } else { "against all cases" };
            Ok((!results.contains(&again)).then(|| format!("{} {way}", mutant.id)))
        })?;
        let disagreed = disagreed.into_iter().flatten().collect();
        Ok(Samples { full: counted, over_sockets: reached, disagreed })
    }
}

/// Mutants of as many operators that act on the wire, one each, and as many of the others.
fn over_sockets(mutants: &[Mutant], (most, others): (usize, usize), draw: &mut Draw) -> Vec<Mutant> {
    let (wire, rest): (Vec<Mutant>, Vec<Mutant>) =
        mutants.iter().cloned().partition(|mutant| is_on_the_wire(mutant.operator));
    let mut chosen: Vec<Mutant> = Vec::new();
    let mut operators: Vec<&str> = wire.iter().map(|mutant| mutant.operator).collect();
    operators.dedup();
    for operator in draw.some(&operators, most) {
        let of: Vec<Mutant> = wire.iter().filter(|mutant| mutant.operator == operator).cloned().collect();
        chosen.extend(draw.some(&of, 1));
    }
    chosen.extend(draw.some(&rest, others));
    chosen
}

impl Matrix {
    /// Nothing tried yet.
    pub(super) fn empty(standard: &str, subject: Subject) -> Self {
        Self {
            standard: standard.to_owned(),
            subject,
            faults: Vec::new(),
            false_alarms: Vec::new(),
            mutants: Vec::new(),
            units: Vec::new(),
            cells: Vec::new(),
            deviations: Vec::new(),
            freedoms: Vec::new(),
            useless: Vec::new(),
            samples: Samples::default(),
            pairs: Pairs::default(),
        }
    }

    /// How many mutants came to this end.
    pub fn count(&self, kill: Kill) -> usize {
        self.mutants.iter().filter(|mutant| mutant.result == kill).count()
    }

    /// Freedoms that raised an alarm.
    pub fn alarms(&self) -> usize {
        self.freedoms.iter().filter(|freedom| !freedom.alarms.is_empty()).count()
    }
}
