//! `init data`: the records that a target should hold, and what each of them unlocks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::check::units_of;
use crate::id::Language;
use crate::plan::{Case, StandardPlan, Taking};

/// One entry under `known` or `credentials` of a target file.
#[derive(Default)]
struct Need {
    about: String,
    members: BTreeSet<String>,
    requirements: BTreeSet<String>,
    cases: usize,
}

/// Everything that cases of this standard take from a target file, as a commented part of one.
pub(super) fn text(plan: &StandardPlan, language: Language) -> String {
    let mut needs: BTreeMap<String, Need> = BTreeMap::new();
    for case in &plan.cases {
        let taken = taken(case, plan);
        let requirements = judged(case, plan);
        for (path, members) in taken {
            let need = needs.entry(path).or_default();
            need.members.extend(members);
            need.requirements.extend(requirements.iter().cloned());
            need.cases += 1;
        }
    }
    for fixture in &plan.fixtures {
        let need = fixture.known.as_ref().and_then(|known| needs.get_mut(&format!("known.{known}")));
        if let (Some(need), Some(about)) = (need, &fixture.about) {
            about.get(language).clone_into(&mut need.about);
        }
    }
    write(plan, &needs)
}

/// Paths that a case takes, with the members that it takes of each.
fn taken(case: &Case, plan: &StandardPlan) -> BTreeMap<String, BTreeSet<String>> {
    let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for need in &case.needs {
        if need.starts_with("known.") || need.starts_with("credentials.") {
            paths.entry(need.clone()).or_default();
        }
    }
    let mut taking = Taking::new(plan);
    taking.add(&case.steps);
    for variable in taking.variables() {
        let Some((name, member)) = variable.split_once('.') else { continue };
        if name == "known" {
            let (path, member) = variable.rsplit_once('.').unwrap_or((&variable, ""));
            let whole = path == "known";
            let entry = paths.entry(if whole { variable.clone() } else { path.to_owned() }).or_default();
            entry.extend((!whole).then(|| member.to_owned()));
        } else if let Some(fixture) = plan.fixtures.iter().find(|fixture| fixture.name == name) {
            // What the steps make need not be known.
            let known = fixture.known.as_ref().filter(|_| fixture.steps.is_empty());
            let Some(known) = known else { continue };
            paths.entry(format!("known.{known}")).or_default().insert(member.to_owned());
        }
    }
    paths
}

fn judged(case: &Case, plan: &StandardPlan) -> BTreeSet<String> {
    let calls = case.steps.iter().flat_map(|step| step.checks.iter().map(move |call| (step, call)));
    let units = calls.flat_map(|(step, call)| units_of(&plan.standard, case, &step.operation, call));
    units.map(|unit| unit.local).collect()
}

fn write(plan: &StandardPlan, needs: &BTreeMap<String, Need>) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "# {}: {}", plan.standard.id, plan.standard.title.zh);
    if needs.is_empty() {
        let _ = writeln!(text, "# every case makes what it needs");
    }
    for (path, need) in needs {
        let about = if need.about.is_empty() { String::new() } else { format!(": {}", need.about) };
        let _ = writeln!(text, "\n{path}{about}");
        if !need.members.is_empty() {
            let members: Vec<&str> = need.members.iter().map(String::as_str).collect();
            let _ = writeln!(text, "  members  {}", members.join(", "));
        }
        let requirements: Vec<&str> = need.requirements.iter().map(String::as_str).collect();
        let _ = writeln!(text, "  unlocks  {} requirements in {} cases:", requirements.len(), need.cases);
        for line in wrapped(&requirements) {
            let _ = writeln!(text, "           {line}");
        }
    }
    text.push('\n');
    text
}

/// Words in lines of at most a hundred columns.
fn wrapped(words: &[&str]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < 100 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push((*word).to_owned()),
        }
    }
    lines
}
