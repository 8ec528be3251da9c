//! The bar: what a suite must prove before its verdicts can be trusted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use super::kill::Kill;
use super::matrix::{Matrix, ProveSettings};
use super::reasons::{Reason, Reasons};
use crate::check::{Coverage, Registry};
use crate::verdict::Verdict;

/// What proves that an aspect of a requirement is judged.
#[derive(Debug, Clone, Serialize)]
pub struct UnitProof {
    /// Requirement and aspect, `gdzw-0017-2019/T2.4#type`.
    pub unit: String,
    /// Mutants of its own that were killed.
    pub killed: usize,
    /// Deviations that a reading warns of and that got the warning here.
    pub warned: usize,
    /// Why there is neither.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Why, in a few words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub because: String,
}

/// What is wrong with the suite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum Fault {
    /// The sound simulator gets another verdict than pass.
    FalseAlarm {
        /// The root.
        root: String,
    },
    /// A mutant is not killed under its own requirement and under no other.
    Mutant {
        /// The mutant.
        mutant: String,
        /// What became of it.
        result: Kill,
        /// What was blamed instead.
        blamed: Vec<String>,
    },
    /// A judged aspect of a requirement has no killed mutant of its own and no reason for that.
    Unproven {
        /// Requirement and aspect.
        unit: String,
    },
    /// A reason stands in data for something that is proved, or that does not exist.
    Needless {
        /// What it is given for.
        of: String,
    },
    /// A check kills nothing.
    Idle {
        /// Its name.
        check: String,
    },
    /// A freedom turned a verdict.
    Alarm {
        /// The freedoms taken.
        freedoms: Vec<String>,
        /// The first verdict.
        alarm: String,
    },
    /// A deviation got another verdict than its reading prescribes.
    Misjudged {
        /// The reading.
        reading: String,
        /// The finding.
        finding: String,
        /// The first verdict that is wrong.
        wrong: String,
    },
    /// A target that implements nothing conforms, or passes what it must not.
    Fooled {
        /// The target.
        target: String,
        /// What it passed.
        passed: Vec<String>,
    },
    /// Something else came out when a mutant was tried in another way.
    Disagreed {
        /// The mutant, and the way.
        mutant: String,
    },
    /// A mutant is not seen beside another.
    Hidden {
        /// The mutant.
        mutant: String,
        /// The other.
        behind: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FalseAlarm { root } => write!(f, "false alarm {root}"),
            Self::Mutant { mutant, result, blamed } => {
                write!(f, "{} {mutant}", result.as_str())?;
                if blamed.is_empty() { Ok(()) } else { write!(f, ", blamed: {}", blamed.join(", ")) }
            }
            Self::Unproven { unit } => write!(f, "no killed mutant of its own and no reason: {unit}"),
            Self::Needless { of } => write!(f, "a reason is given for what needs none: {of}"),
            Self::Idle { check } => write!(f, "check `{check}` kills nothing"),
            Self::Alarm { freedoms, alarm } => write!(f, "freedom {} raised {alarm}", freedoms.join(" and ")),
            Self::Misjudged { reading, finding, wrong } => write!(f, "{reading} {finding}: {wrong}"),
            Self::Fooled { target, passed } if passed.is_empty() => write!(f, "`{target}` conforms"),
            Self::Fooled { target, passed } => write!(f, "`{target}` passes {}", passed.join(", ")),
            Self::Disagreed { mutant } => write!(f, "something else came out for {mutant}"),
            Self::Hidden { mutant, behind } => write!(f, "{mutant} is hidden behind {behind}"),
        }
    }
}

impl Kill {
    /// The name used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::Blurred => "blurred",
            Self::WrongBlame => "wrong-blame",
            Self::Survived => "survived",
        }
    }
}

/// The judged aspects of requirements, with what proves each.
pub(super) fn units(coverage: &Coverage, matrix: &Matrix, reasons: &Reasons) -> Vec<UnitProof> {
    let mut killed: BTreeMap<String, usize> = BTreeMap::new();
    for mutant in matrix.mutants.iter().filter(|mutant| !mutant.killed_by.is_empty()) {
        *killed.entry(format!("{}#{}", mutant.requirement, mutant.aspect)).or_default() += 1;
    }
    let mut warned: BTreeMap<&String, usize> = BTreeMap::new();
    for unit in matrix.deviations.iter().flat_map(|deviation| &deviation.warned) {
        *warned.entry(unit).or_default() += 1;
    }
    let judged = coverage.catalogue.iter().flat_map(|entry| {
        let judged = entry.aspects.iter().filter(|aspect| aspect.disposition == "judged");
        judged.map(move |aspect| (&entry.requirement, aspect.aspect))
    });
    judged
        .map(|(requirement, aspect)| {
            let unit = format!("{requirement}#{aspect}");
            let open = reasons.of_unit(requirement.local(), aspect);
            UnitProof {
                killed: killed.get(&unit).copied().unwrap_or(0),
                warned: warned.get(&unit).copied().unwrap_or(0),
                reason: open.map(|open| open.reason),
                because: open.map(|open| open.because.clone()).unwrap_or_default(),
                unit,
            }
        })
        .collect()
}

/// All that is wrong, as far as it was tried.
pub(super) fn faults(matrix: &Matrix, settings: &ProveSettings) -> Vec<Fault> {
    let reasons = &settings.reasons;
    let mut faults: Vec<Fault> = Vec::new();
    faults.extend(
        matrix
            .false_alarms
            .iter()
            .map(|root| Fault::FalseAlarm { root: format!("{}#{} {}", root.requirement, root.aspect, root.code) }),
    );
    for mutant in &matrix.mutants {
        let open = reasons.of_mutant(&mutant.mutant).is_some();
        match mutant.result {
            Kill::Killed if open => faults.push(Fault::Needless { of: mutant.mutant.clone() }),
            Kill::Killed => {}
            Kill::Survived if open => {}
            result => faults.push(Fault::Mutant {
                mutant: mutant.mutant.clone(),
                result,
                blamed: mutant
                    .blamed
                    .iter()
                    .map(|blame| {
                        format!(
                            "{}#{} {} by {}",
                            blame.root.requirement.local(),
                            blame.root.aspect,
                            blame.root.code,
                            blame.case
                        )
                    })
                    .collect(),
            }),
        }
    }
    for unit in &matrix.units {
        match (unit.killed + unit.warned > 0, unit.reason) {
            (false, None) => faults.push(Fault::Unproven { unit: unit.unit.clone() }),
            (true, Some(_)) => faults.push(Fault::Needless { of: unit.unit.clone() }),
            _ => {}
        }
    }
    if settings.whole {
        faults.extend(strangers(matrix, reasons));
    }
    let alarmed = matrix.freedoms.iter().filter_map(|freedom| freedom.alarms.first().map(|alarm| (freedom, alarm)));
    faults.extend(
        alarmed.map(|(freedom, alarm)| Fault::Alarm { freedoms: freedom.freedoms.clone(), alarm: alarm.clone() }),
    );
    let misjudged = matrix.deviations.iter().filter_map(|one| one.wrong.first().map(|wrong| (one, wrong)));
    faults.extend(misjudged.map(|(one, wrong)| Fault::Misjudged {
        reading: one.reading.clone(),
        finding: one.finding.clone(),
        wrong: wrong.clone(),
    }));
    for useless in &matrix.useless {
        let passed = useless.fooled.iter().filter(|unit| !reasons.lets_pass(&useless.target, unit));
        let passed: Vec<String> = passed.cloned().collect();
        if useless.exit == 0 || !passed.is_empty() {
            faults.push(Fault::Fooled { target: useless.target.clone(), passed });
        }
    }
    faults.extend(matrix.samples.disagreed.iter().map(|mutant| Fault::Disagreed { mutant: mutant.clone() }));
    let hidden = matrix.pairs.hidden.iter();
    faults.extend(hidden.map(|hidden| Fault::Hidden { mutant: hidden.mutant.clone(), behind: hidden.behind.clone() }));
    faults
}

/// Reasons for what does not exist.
fn strangers(matrix: &Matrix, reasons: &Reasons) -> Vec<Fault> {
    let units: BTreeSet<&str> = matrix.units.iter().map(|unit| unit.unit.as_str()).collect();
    let mutants: BTreeSet<&str> = matrix.mutants.iter().map(|mutant| mutant.mutant.as_str()).collect();
    let standard = &matrix.standard;
    let open_units = reasons.units.iter().map(|open| format!("{standard}/{}#{}", open.requirement, open.aspect));
    let open_mutants = reasons.mutants.iter().map(|open| format!("{standard}/{}", open.mutant));
    let strange = open_units.filter(|unit| !units.contains(unit.as_str()));
    let strange = strange.chain(open_mutants.filter(|mutant| !mutants.contains(mutant.as_str())));
    let fooled = |target: &str, unit: &String| {
        matrix.useless.iter().any(|useless| useless.target == target && useless.fooled.contains(unit))
    };
    let passes = reasons.useless.iter().flat_map(|open| open.passes.iter().map(move |unit| (&open.target, unit)));
    let passes =
        passes.filter(|(target, unit)| !fooled(target, unit)).map(|(target, unit)| format!("`{target}` and {unit}"));
    let strange = strange.chain(passes);
    strange.map(|of| Fault::Needless { of }).collect()
}

/// Checks that kill nothing of any standard, unless a reason is given for it.
pub fn idle(matrices: &[Matrix], registry: &Registry, shared: &Reasons) -> Vec<Fault> {
    let killers = matrices.iter().flat_map(|matrix| &matrix.mutants).flat_map(|mutant| &mutant.killed_by);
    let failing = killers.filter(|killed| killed.verdict > Verdict::Pass).map(|killed| killed.check.as_str());
    let warning = matrices.iter().flat_map(|matrix| &matrix.deviations).flat_map(|one| &one.checks);
    let busy: BTreeSet<&str> = failing.chain(warning.map(String::as_str)).collect();
    let open = |check: &str| shared.checks.iter().any(|open| open.check == check);
    let names: Vec<&str> = registry
        .exchange
        .iter()
        .map(|check| check.name)
        .chain(registry.called.iter().map(|check| check.name))
        .collect();
    let idle = names.iter().filter(|name| !busy.contains(*name) && !open(name));
    let idle = idle.map(|name| Fault::Idle { check: (*name).to_owned() });
    let needless = shared.checks.iter().filter(|open| busy.contains(open.check.as_str()));
    idle.chain(needless.map(|open| Fault::Needless { of: open.check.clone() })).collect()
}
