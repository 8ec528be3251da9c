//! `list`: requirements, cases, mutants, checks, coverage.

use std::collections::BTreeMap;
use std::fmt::Write;

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::common::{DataArgs, Failure, SelectionArgs, say};
use crate::check::{CALLED, Coverage, EXCHANGE, OTHER_SUBJECT};
use crate::id::Certainty;
use crate::plan::{Plan, RULES, StandardPlan};
use crate::policy::Outcome;
use crate::prove::subject_mutants;
use crate::simulator::{Mutant, fitted, mutants};
use crate::standard::{Library, Standard};

/// Arguments of `list`.
#[derive(Args, Debug)]
pub(super) struct ListArgs {
    /// What to list.
    #[arg(value_enum, default_value = "requirements")]
    what: What,
    #[command(flatten)]
    selection: SelectionArgs,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// Every requirement with what is done about its aspects.
    Requirements,
    /// Every case.
    Cases,
    /// Every mutant of the simulators.
    Mutants,
    /// Every generation rule and every check.
    Checks,
    /// Counts: what is judged, and why the rest is not.
    Coverage,
}

pub(super) fn list(args: &ListArgs) -> Result<Outcome, Failure> {
    let library = args.data.library()?;
    // Mutants are those of the simulators, which give names where a text has none.
    let library = if matches!(args.what, What::Mutants) { fitted(&library) } else { library };
    let plan = args.data.plan(&library, &args.selection.with_drafts(), 1)?;
    let text = match args.what {
        What::Requirements => requirements(&plan, args)?,
        What::Cases => cases(&plan, args),
        What::Mutants => plan.standards.iter().flat_map(|part| all_mutants(&part.standard)).fold(
            String::new(),
            |mut text, mutant| {
                let _ = writeln!(text, "{}", mutant.id);
                text
            },
        ),
        What::Checks => checks(),
        What::Coverage => {
            let own = fitted(&library);
            plan.standards.par_iter().map(|part| coverage(part, &own)).collect()
        }
    };
    say(&text)?;
    Ok(Outcome::Conforming)
}

fn requirements(plan: &Plan, args: &ListArgs) -> Result<String, Failure> {
    let selection = args.selection.selection();
    let mut text = String::new();
    let catalogues = plan.standards.par_iter().map(|part| Coverage::of(part, &|_| true).catalogue);
    for (part, catalogue) in plan.standards.iter().zip(catalogues.collect::<Vec<_>>()) {
        for entry in catalogue {
            if !selection.has_requirement(&part.standard.id, entry.requirement.local()) {
                continue;
            }
            if args.json {
                let line = serde_json::to_string(&entry).map_err(Failure::internal)?;
                let _ = writeln!(text, "{line}");
                continue;
            }
            let aspects = entry.aspects.iter().map(|aspect| match aspect.disposition.as_str() {
                "judged" => aspect.aspect.to_string(),
                OTHER_SUBJECT => format!("{} (by {})", aspect.aspect, aspect.reason),
                other => format!("{} ({other})", aspect.aspect),
            });
            let aspects = aspects.collect::<Vec<_>>().join(", ");
            let title = entry.title.get(args.data.lang);
            let doubt = match entry.certainty {
                Certainty::Certain => String::new(),
                other => format!(" [{}]", other.as_str()),
            };
            let _ = writeln!(text, "{:<28} {:<18} {title}: {aspects}{doubt}", entry.requirement, entry.operation);
        }
    }
    Ok(text)
}

fn cases(plan: &Plan, args: &ListArgs) -> String {
    let mut text = String::new();
    for case in plan.standards.iter().flat_map(|part| &part.cases) {
        let _ = writeln!(text, "{}  {} [{}]", case.id, case.title.get(args.data.lang), case.tags.join(", "));
    }
    text
}

fn checks() -> String {
    let mut text = String::from("rules that generate cases\n");
    for rule in RULES {
        let _ = writeln!(text, "  {:<18} {}", rule.name, rule.doc);
    }
    text.push_str("checks of every exchange\n");
    for check in EXCHANGE {
        let _ = writeln!(text, "  {:<18} {}", check.name, check.doc);
    }
    text.push_str("checks that cases call\n");
    for check in CALLED {
        let _ = writeln!(text, "  {:<18} {}", check.name, check.doc);
    }
    text
}

/// Mutants of the simulator and of what is handed in.
fn all_mutants(standard: &Standard) -> Vec<Mutant> {
    let mut all = mutants(standard);
    all.extend(subject_mutants(standard));
    all
}

/// What is done about one standard; its mutants are those of the simulators, which give names where a text has none.
fn coverage(part: &StandardPlan, own: &Library) -> String {
    let coverage = Coverage::of(part, &|_| true);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for aspect in coverage.catalogue.iter().flat_map(|entry| &entry.aspects) {
        let by = match aspect.disposition.as_str() {
            OTHER_SUBJECT => format!("by {}", aspect.reason),
            disposition => disposition.to_owned(),
        };
        *counts.entry(by).or_insert(0) += 1;
    }
    let generated = part.cases.iter().filter(|case| case.rule.is_some()).count();
    let draft = if part.standard.draft { " (draft, not yet run)" } else { "" };
    let mut text = format!("{}{draft}\n", part.standard.id);
    let _ = writeln!(text, "  requirements           {:>6}", coverage.catalogue.len());
    for (disposition, count) in counts {
        let _ = writeln!(text, "  aspects {disposition:<14} {count:>6}");
    }
    let _ = writeln!(text, "  generated cases        {generated:>6}");
    let _ = writeln!(text, "  hand-written cases     {:>6}", part.cases.len() - generated);
    let broken = own.standard(&part.standard.id).map(all_mutants).unwrap_or_default();
    let _ = writeln!(text, "  mutants                {:>6}", broken.len());
    let _ = writeln!(text, "  readings               {:>6}", part.standard.readings.len());
    text
}
