//! What trials there are, read off the plan without sending anything.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::DateTime;
use zwfw_conformance::check::Coverage;
use zwfw_conformance::plan::{Selection, StandardPlan, build};
use zwfw_conformance::prove::{probed, simulated};
use zwfw_conformance::simulator::{Setup, Simulator, fitted};
use zwfw_conformance::standard::{Library, Source};
use zwfw_conformance::target::{StandardTarget, Target, load_for};
use zwfw_conformance::verdict::{JUDGED, UnitKey};

/// What the environment asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The target file; none: the embedded simulator.
    pub target: Option<PathBuf>,
    /// Only these standards; empty: all.
    pub standards: Vec<String>,
}

impl Asked {
    /// `ZWFW_TARGET` and `ZWFW_STANDARD`; empty is as good as not set.
    pub fn from_environment() -> Self {
        let value = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let standards = value("ZWFW_STANDARD").unwrap_or_default();
        Self {
            target: value("ZWFW_TARGET").map(PathBuf::from),
            standards: standards.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect(),
        }
    }
}

/// One trial.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// `<requirement>#<aspect>`.
    pub name: String,
    /// The operation.
    pub kind: String,
    /// The plan does not judge it.
    pub ignored: bool,
}

impl Listed {
    /// The trial of a unit.
    pub fn new(key: &UnitKey, ignored: bool) -> Self {
        let kind = if key.operation.is_empty() { "general" } else { &key.operation };
        Self { name: format!("{}#{}", key.requirement, key.aspect), kind: kind.to_owned(), ignored }
    }
}

/// Every unit of the catalogue that a run would open with.
///
/// # Errors
/// Why no run can begin.
pub fn units(asked: &Asked) -> Result<Vec<Listed>, String> {
    let library = Library::load(&Source::embedded_schemas()).map_err(|error| error.to_string())?;
    let selection = Selection { standards: asked.standards.clone(), ..Selection::default() };
    let target = asked.target.as_ref().map(|path| load_for(path, &library)).transpose();
    let target = target.map_err(|error| error.to_string())?;
    // What a text leaves open is as the target says it.
    let library = target.as_ref().map_or_else(|| fitted(&library), |target| target.fit(&library));
    let names = |id: &str| target.as_ref().is_some_and(|target| target.standard(id).is_some());
    let selection = selection.with_probes(&library, target.is_some().then_some(&names as &dyn Fn(&str) -> bool));
    let plan = build(&library, &Source::embedded_cases(), &selection, 1).map_err(|error| error.to_string())?;
    let mut known = BTreeSet::new();
    let mut units = Vec::new();
    for part in &plan.standards {
        let Some(tested) = tested(part, target.as_ref())? else { continue };
        let claims = |operation: &str| tested.claims(operation);
        let coverage = Coverage::of(&part.within(&claims), &claims);
        let coverage = coverage.on_network(&part.standard, tested.network().as_str());
        for entry in coverage.catalogue {
            for aspect in &entry.aspects {
                let (operation, requirement) = (entry.operation.clone(), entry.requirement.clone());
                let key = UnitKey { operation, requirement, aspect: aspect.aspect };
                let listed = Listed::new(&key, aspect.disposition != JUDGED);
                if known.insert(key) {
                    units.push(listed);
                }
            }
        }
    }
    Ok(units)
}

/// Who is tested for a standard; none when nobody is.
fn tested(part: &StandardPlan, target: Option<&Target>) -> Result<Option<StandardTarget>, String> {
    if let Some(target) = target {
        return Ok(target.standard(&part.standard.id).cloned());
    }
    if !part.standard.is_called() {
        return probed(&part.standard, "http://127.0.0.1:1").map(Some).map_err(|error| error.to_string());
    }
    let setup = Setup { clock: Arc::new(|| DateTime::constant(2026, 3, 5, 0, 0, 0, 0)), seed: 1 };
    let simulator = Simulator::new(part.standard.clone(), setup);
    let entry = simulator.map(|simulator| simulated(&simulator, "http://127.0.0.1:1"));
    entry.transpose().map_err(|error| error.to_string())
}

/// Units that a recording has otherwise than the list: nextest would run too few trials, and nobody would see it.
///
/// # Errors
/// Why there is no list.
pub fn differences(asked: &Asked, recorded: &[Listed]) -> Result<Vec<String>, String> {
    let listed: BTreeSet<Listed> = units(asked)?.into_iter().collect();
    let recorded: BTreeSet<Listed> = recorded.iter().cloned().collect();
    let told = |unit: &Listed, what: &str| {
        format!("[{}] {}{} {what}", unit.kind, unit.name, if unit.ignored { " (ignored)" } else { "" })
    };
    let unlisted = recorded.difference(&listed).map(|unit| told(unit, "is in the recording and not in the list"));
    let unrecorded = listed.difference(&recorded).map(|unit| told(unit, "is in the list and not in the recording"));
    Ok(unlisted.chain(unrecorded).collect())
}
