//! Puts a plan together: generated and hand-written cases of the selected standards, twins added.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::case::{Case, Fixture};
use super::file;
use super::generate::generate;
use super::judging::judging;
use super::select::{Selection, glob};
use crate::id::Aspect;
use crate::standard::{DispositionKind, Effect, Library, LoadError, Role, Source, Standard, Subject};
use crate::verdict::{LeftOut, ShardScope};
use crate::yaml;

/// What a run does.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// One part a standard.
    pub standards: Vec<StandardPlan>,
    /// Whether the selection left nothing out.
    pub whole: bool,
    /// What was selected.
    pub selection: Selection,
    /// Which part of a plan this is, if it is one.
    pub shard: Option<ShardScope>,
    /// Standards that nobody left out by name and that are in no part.
    pub left_out: Vec<LeftOut>,
}

/// What a run does about one standard.
#[derive(Debug, Clone)]
pub struct StandardPlan {
    /// The standard.
    pub standard: Arc<Standard>,
    /// Values made before the cases.
    pub fixtures: Vec<Fixture>,
    /// Cases in the order of reports.
    pub cases: Vec<Case>,
    /// Operations that the selection left whole: of the others, what no case names is only judged when seen in passing.
    pub entire: BTreeSet<String>,
    /// The plan that this is a part of, if it is one.
    pub part_of: Option<Arc<StandardPlan>>,
}

impl StandardPlan {
    /// The plan of a standard of which nothing is called.
    pub fn without_cases(standard: &Standard) -> Self {
        let standard = Arc::new(standard.clone());
        Self { standard, fixtures: Vec::new(), cases: Vec::new(), entire: BTreeSet::new(), part_of: None }
    }

    /// The plan without what calls an operation that the target does not claim: its cases, its read-backs, and the
    /// steps of fixtures, whose values then come from the target file. One look remains at each such operation that
    /// only reads and that the selection left whole.
    pub fn within(&self, claims: &dyn Fn(&str) -> bool) -> Self {
        let mut plan = self.clone();
        plan.part_of = plan.part_of.map(|whole| Arc::new(whole.within(claims)));
        for case in &mut plan.cases {
            case.steps.retain(|step| step.when.is_none() || claims(&step.operation));
        }
        plan.cases.retain(|case| case.steps.iter().all(|step| claims(&step.operation)));
        for fixture in &mut plan.fixtures {
            if !fixture.steps.iter().all(|step| claims(&step.operation)) {
                fixture.steps.clear();
            }
        }
        let unclaimed = plan.standard.operations.iter().filter(|operation| !claims(&operation.name));
        let looks = unclaimed.filter(|operation| {
            operation.effect == Effect::Read && plan.entire.contains(&operation.name) && !plan.cases.is_empty()
        });
        plan.cases.extend(looks.map(|operation| Case::unclaimed(&plan.standard, operation)).collect::<Vec<_>>());
        plan
    }
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Case files that cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A selection that names nothing.
    #[error("no {what} `{name}`{}", .help.as_ref().map(|name| format!(": did you mean `{name}`?")).unwrap_or_default())]
    Unknown {
        /// What was named.
        what: &'static str,
        /// The name.
        name: String,
        /// The nearest name that exists.
        help: Option<String>,
    },
    /// A pattern that no case matches.
    #[error("no case matches `{pattern}`{help}")]
    NoCase {
        /// The pattern.
        pattern: String,
        /// What was meant, or how ids are written.
        help: String,
    },
    /// A standard that is not yet run.
    #[error("{0} is a draft: it is listed and explained, and not yet run")]
    Draft(String),
    /// A standard of which nothing is called.
    #[error("{standard} has no operation that a run calls: it is judged by `{}`", commands.join("`, `"))]
    Uncalled {
        /// The standard.
        standard: String,
        /// The commands that judge it.
        commands: Vec<&'static str>,
    },
    /// A requirement that is judged by other means than cases.
    #[error("no case is about {requirement}: it is judged by {by}")]
    Elsewhere {
        /// The requirement.
        requirement: String,
        /// What judges it.
        by: String,
    },
    /// A requirement that nothing judges, with the reason that the standard's files give.
    #[error("no case is about {requirement}, it is not judged: {kind}{}", if note.is_empty() { String::new() } else { format!(", {note}") })]
    Unjudged {
        /// The requirement.
        requirement: String,
        /// The kind of reason.
        kind: &'static str,
        /// The reading, document or row.
        note: String,
    },
    /// A selection that leaves no case.
    #[error("the selection leaves no case: `list cases` shows their ids, tags and operations")]
    Nothing,
    /// Two cases of one id.
    #[error("two cases are named `{0}`: give one of them another `case` or `id`")]
    Doubled(String),
}

/// Puts a plan together.
///
/// # Errors
/// [`BuildError`] for files that are wrong and selections that name or leave nothing.
pub fn build(library: &Library, cases: &Source, selection: &Selection, seed: u64) -> Result<Plan, BuildError> {
    known(&selection.standards, "standard", library.standards.iter().map(|standard| standard.id.as_str()))?;
    let selected = standards(library, selection)?;
    let operations = selected.iter().flat_map(|standard| &standard.operations);
    known(&selection.operations, "operation", operations.map(|operation| operation.name.as_str()))?;
    known_requirements(&selection.requirements, library)?;
    let parts = selected.par_iter().map(|standard| part(standard, cases, selection));
    let mut standards = parts.collect::<Vec<_>>().into_iter().collect::<Result<Vec<_>, _>>()?;
    let is_silent = |standard: &Standard| standard.draft || !standard.is_called();
    let may_be_silent = selection.is_whole() && standards.iter().any(|part| is_silent(&part.standard));
    let is_asked = |part: &StandardPlan| !part.cases.is_empty() || selection.names_probe(&part.standard);
    if !standards.iter().any(is_asked) && !may_be_silent {
        let told = elsewhere(library, selection)
            .map_or_else(|| unmatched(&selected, cases, selection), |error| Ok(Some(error)));
        return Err(told?.unwrap_or(BuildError::Nothing));
    }
    // A selection by operation, requirement or case is about the standards that have any of it.
    if !selection.is_whole() && !selection.drafts {
        standards.retain(is_asked);
    }
    Ok(Plan {
        seed,
        standards,
        whole: selection.is_whole(),
        selection: selection.clone(),
        shard: None,
        left_out: Vec::new(),
    })
}

/// What judges a requirement that was asked for and that no case is about.
fn elsewhere(library: &Library, selection: &Selection) -> Option<BuildError> {
    selection.requirements.iter().find_map(|wanted| {
        let (id, _) = wanted.split_once('#').unwrap_or((wanted, ""));
        library.standards.iter().find_map(|standard| {
            let local = id.strip_prefix(&format!("{}/", standard.id)).unwrap_or(id);
            let sight = standard.clause(local).and_then(|clause| clause.probe.as_ref()).map(|probe| probe.sees);
            let by = match (standard.subject_of(local)?, sight) {
                (Subject::Service, Some(sight)) if sight.is_of_gateway() => {
                    format!("`run --standard {}`, beside the other calls of a gateway", standard.id)
                }
                (Subject::Service, Some(_)) => "a whole run, in the calls of other standards".to_owned(),
                (Subject::Service, None) => return unjudged(standard, local),
                (subject, _) => format!("`{}`", subject.command()),
            };
            Some(BuildError::Elsewhere { requirement: standard.requirement(local).to_string(), by })
        })
    })
}

/// Why nothing judges a requirement, where the standard's files say so.
fn unjudged(standard: &Standard, local: &str) -> Option<BuildError> {
    let requirement = standard.requirement(local).to_string();
    let stated = match standard.row(local) {
        Some((table, row)) => table.disposition(row),
        None => standard.clause(local)?.disposition.as_ref(),
    };
    if let Some(stated) = stated {
        return Some(BuildError::Unjudged { requirement, kind: stated.kind.as_str(), note: stated.note.clone() });
    }
    let caller_only = standard.clause(local).is_some_and(|clause| !clause.roles.contains(&Role::Provider));
    let kind = DispositionKind::CallerOnly.as_str();
    caller_only.then(|| BuildError::Unjudged { requirement, kind, note: String::new() })
}

/// The plan of one standard.
fn part(standard: &Standard, cases: &Source, selection: &Selection) -> Result<StandardPlan, BuildError> {
    let written = file::load(cases, standard)?;
    let mut all = Vec::new();
    for operation in &standard.operations {
        all.extend(generate(standard, operation));
        all.extend(written.cases.iter().filter(|case| case.operation == operation.name).cloned());
    }
    unique(&all)?;
    let usual = |cases: &[Case], name: &str| cases.iter().filter(|case| case.operation == name && !case.slow).count();
    let counts: Vec<usize> = standard.operations.iter().map(|operation| usual(&all, &operation.name)).collect();
    let cases = with_twins(standard, all, selection);
    let names = standard.operations.iter().map(|operation| &operation.name).zip(counts);
    let entire = names.filter(|(name, count)| usual(&cases, name) == *count).map(|(name, _)| name.clone()).collect();
    Ok(StandardPlan { standard: Arc::new(standard.clone()), fixtures: written.fixtures, cases, entire, part_of: None })
}

/// The standards that a selection leaves; a draft, and one of which nothing is called, only where drafts are wanted.
fn standards<'l>(library: &'l Library, selection: &Selection) -> Result<Vec<&'l Standard>, BuildError> {
    let selected = library.standards.iter().filter(|standard| selection.has_standard(&standard.id));
    let (ready, left): (Vec<&Standard>, Vec<&Standard>) = selected.partition(|standard| {
        let is_seen = selection.probes && standard.is_probed() && (selection.gateways || standard.gateway.is_none());
        let is_run = standard.is_called() || is_seen;
        selection.drafts || !standard.draft && is_run
    });
    match left.first() {
        Some(left) if ready.is_empty() || !selection.standards.is_empty() => Err(unready(left)),
        _ => Ok(ready),
    }
}

fn unready(standard: &Standard) -> BuildError {
    let id = standard.id.clone();
    if standard.draft {
        return BuildError::Draft(id);
    }
    let commands = standard.subjects().into_iter().map(Subject::command).collect();
    BuildError::Uncalled { standard: id, commands }
}

/// A negative case says nothing without its companions, nor these without their own, so a selection takes all of them.
fn with_twins(standard: &Standard, all: Vec<Case>, selection: &Selection) -> Vec<Case> {
    let wanted = selection.requirements_of(standard);
    let judging = wanted.into_iter().flat_map(|local| judging(standard, &all, local));
    let judging: BTreeSet<&str> = judging.map(|case| case.id.as_str()).collect();
    let judges = |case: &Case| judging.contains(case.id.as_str());
    let chosen: Vec<&Case> = all.iter().filter(|case| selection.has_case(case, &judges)).collect();
    let mut ids: BTreeSet<String> = chosen.iter().map(|case| case.id.clone()).collect();
    loop {
        let companions = all.iter().filter(|case| ids.contains(&case.id)).flat_map(Case::companions);
        let new: Vec<String> = companions.filter(|other| !ids.contains(other)).collect();
        if new.is_empty() {
            break;
        }
        ids.extend(new);
    }
    all.into_iter().filter(|case| ids.contains(&case.id)).collect()
}

fn unique(cases: &[Case]) -> Result<(), BuildError> {
    let mut seen = BTreeSet::new();
    match cases.iter().find(|case| !seen.insert(&case.id)) {
        Some(case) => Err(BuildError::Doubled(case.id.clone())),
        None => Ok(()),
    }
}

/// Refuses requirements that no standard has, and aspects that there are not.
fn known_requirements(wanted: &[String], library: &Library) -> Result<(), BuildError> {
    for wanted in wanted {
        let (id, aspect) = wanted.split_once('#').map_or((wanted.as_str(), None), |(id, aspect)| (id, Some(aspect)));
        let ids = library.standards.iter().flat_map(|standard| {
            let rows = standard.tables.iter().flat_map(|table| table.rows.iter().map(|row| table.local_id(row)));
            let locals = rows.chain(standard.clauses.iter().map(|clause| clause.id.clone()));
            // Asked with its standard, it is looked for with that.
            locals.map(|local| if id.contains('/') { format!("{}/{local}", standard.id) } else { local })
        });
        let ids: Vec<String> = ids.collect();
        known(&[id.to_owned()], "requirement", ids.iter().map(String::as_str))?;
        if let Some(aspect) = aspect {
            known(&[aspect.to_owned()], "aspect", Aspect::ALL.into_iter().map(Aspect::as_str))?;
        }
    }
    Ok(())
}

/// The nearest of the names: one that is written alike, else the shortest that has this in it.
fn near(wanted: &str, names: &[&str]) -> Option<String> {
    let has = |name: &&&str| wanted.len() > 2 && name.contains(wanted);
    let containing = || names.iter().filter(has).min_by_key(|name| name.len()).copied();
    yaml::nearest(wanted, names.iter().copied()).or_else(containing).map(str::to_owned)
}

/// A tag or a name of cases that no case of these standards has.
fn unmatched(selected: &[&Standard], cases: &Source, selection: &Selection) -> Result<Option<BuildError>, BuildError> {
    if selection.tags.is_empty() && selection.cases.is_empty() {
        return Ok(None);
    }
    let everything = Selection { slow: true, ..Selection::default() };
    let parts = selected.iter().map(|standard| part(standard, cases, &everything));
    let all: Vec<Case> = parts.collect::<Result<Vec<_>, _>>()?.into_iter().flat_map(|part| part.cases).collect();
    let tags: BTreeSet<&str> = all.iter().flat_map(|case| &case.tags).map(String::as_str).collect();
    if let Err(error) = known(&selection.tags, "tag", tags.into_iter()) {
        return Ok(Some(error));
    }
    let ids: Vec<&str> = all.iter().map(|case| case.id.as_str()).collect();
    let none = selection.cases.iter().find(|pattern| !ids.iter().any(|id| glob(pattern, id)));
    Ok(none.map(|pattern| {
        // Ids are alike in most of their parts: what is written last tells them apart.
        let plain = pattern.replace('*', "");
        let plain = plain.trim_matches('/');
        let last = |id: &&&str| id.rsplit('/').next() == plain.rsplit('/').next();
        let meant = near(plain, &ids).or_else(|| ids.iter().find(last).map(|id| (*id).to_owned()));
        let help = match (meant, ids.first()) {
            (Some(meant), _) => format!(": did you mean `{meant}`?"),
            (None, Some(first)) => format!(": ids are written as `{first}`; `list cases` shows them"),
            (None, None) => String::new(),
        };
        BuildError::NoCase { pattern: pattern.clone(), help }
    }))
}

fn known<'a>(wanted: &[String], what: &'static str, names: impl Iterator<Item = &'a str>) -> Result<(), BuildError> {
    let names: Vec<&str> = names.collect();
    match wanted.iter().find(|name| !names.contains(&name.as_str())) {
        Some(name) => Err(BuildError::Unknown { what, name: name.clone(), help: near(name, &names) }),
        None => Ok(()),
    }
}
