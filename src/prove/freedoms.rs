//! The other half of the proof: what a conforming platform may do otherwise turns no verdict, and what a reading warns of
//! gets that warning and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::observe::{Bench, First};
use crate::run::Told;
use crate::simulator::{Deviation, Freedom, Manner, deviations, freedoms};
use crate::verdict::{FindingCode, Verdict};

/// What became of a freedom, or of several taken at once.
#[derive(Debug, Clone, Serialize)]
pub struct FreedomResult {
    /// Names of the freedoms.
    pub freedoms: Vec<String>,
    /// Verdicts other than pass, a line each: must be empty.
    pub alarms: Vec<String>,
}

/// What became of a deviation that a reading warns of.
#[derive(Debug, Clone, Serialize)]
pub struct DeviationResult {
    /// The reading.
    pub reading: String,
    /// The finding.
    pub finding: String,
    /// Aspects of requirements that got the warning, `T2.4#type`.
    pub warned: BTreeSet<String>,
    /// What is wrong with the verdicts: must be empty.
    pub wrong: Vec<String>,
    /// The checks that warned.
    pub checks: BTreeSet<String>,
}

/// The sets of freedoms that are tried: each alone, then all in as few sets as may be, one freedom a group in each.
pub fn tried(bench: &Bench<'_>) -> Vec<Vec<&'static Freedom>> {
    let all = freedoms(&bench.plan.standard);
    let mut groups: Vec<Vec<&'static Freedom>> = Vec::new();
    for freedom in &all {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| first.group == freedom.group)) {
            Some(group) => group.push(freedom),
            None => groups.push(vec![freedom]),
        }
    }
    let largest = groups.iter().map(Vec::len).max().unwrap_or(0);
    let together =
        (0..largest).map(|n| groups.iter().filter_map(|group| group.get(n % group.len()).copied()).collect());
    all.iter().map(|freedom| vec![*freedom]).chain(together).collect()
}

/// Takes some freedoms at once.
///
/// # Errors
/// When there is no simulator, runtime or target.
pub fn take(bench: &Bench<'_>, freedoms: &[&'static Freedom], first: &First) -> Result<FreedomResult, String> {
    let simulator = freedoms.iter().fold(bench.simulator()?, |simulator, freedom| simulator.with_freedom(freedom));
    let told = bench.again(simulator, first, &BTreeSet::new())?;
    Ok(FreedomResult {
        freedoms: freedoms.iter().map(|freedom| freedom.name.to_owned()).collect(),
        alarms: told.iter().map(line).collect(),
    })
}

/// Serves answers in one manner, over a socket.
///
/// # Errors
/// When there is no simulator, runtime, port or target.
pub fn serve_in(bench: &Bench<'_>, manner: Manner) -> Result<FreedomResult, String> {
    let told = bench.over_a_socket(bench.simulator()?, Some(manner))?;
    Ok(FreedomResult { freedoms: vec![manner.name.to_owned()], alarms: told.iter().map(line).collect() })
}

/// The deviations that readings of the standard warn of.
pub fn warned_of(bench: &Bench<'_>) -> Vec<Deviation> {
    deviations(&bench.plan.standard)
}

/// Deviates in one way.
///
/// # Errors
/// When there is no simulator, runtime or target.
pub fn deviate(bench: &Bench<'_>, deviation: &Deviation, first: &First) -> Result<DeviationResult, String> {
    let told = bench.again(bench.simulator()?.with_deviation(deviation), first, &BTreeSet::new())?;
    let named = |local: &str| deviation.requirements.iter().any(|id| id == local);
    let mut result = DeviationResult {
        reading: deviation.reading.clone(),
        finding: deviation.finding.clone(),
        warned: BTreeSet::new(),
        wrong: Vec::new(),
        checks: BTreeSet::new(),
    };
    let mut warned: BTreeMap<&str, bool> = deviation.requirements.iter().map(|id| (id.as_str(), false)).collect();
    for one in &told {
        let Some(finding) = &one.event.finding else { continue };
        let local = one.event.requirement.local();
        // What a warned row leaves to compare with is told with the same warning, under its root.
        let own = named(local) || finding.code == FindingCode::Prerequisite;
        if one.event.verdict != Verdict::Warning || !own || !named(finding.root.requirement.local()) {
            result.wrong.push(line(one));
        }
        let reading = finding.reading.as_deref() == Some(deviation.reading.as_str());
        if reading && finding.code.as_str() == deviation.finding {
            if let Some(warned) = warned.get_mut(local) {
                *warned = true;
            }
            result.warned.insert(format!("{}#{}", one.event.requirement, one.event.aspect));
            result.checks.insert(one.by.to_owned());
        }
    }
    let silent = warned.iter().filter(|(_, warned)| !**warned);
    result.wrong.extend(silent.map(|(local, _)| format!("no warning about {local}")));
    Ok(result)
}

/// A verdict on one line.
pub fn line(told: &Told) -> String {
    let event = &told.event;
    let verdict = format!("{} {}#{} in {}", event.verdict, event.requirement.local(), event.aspect, event.case);
    let Some(finding) = &event.finding else { return verdict };
    let root = &finding.root;
    format!(
        "{verdict} at {} ({}): {}, expected {}, got {}; root {}#{} {}",
        finding.pointer,
        finding.reading.as_deref().unwrap_or("-"),
        finding.code,
        finding.expected,
        finding.actual,
        root.requirement.local(),
        root.aspect,
        root.code,
    )
}
