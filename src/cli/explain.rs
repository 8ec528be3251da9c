//! `explain`: everything that is known about one requirement.

use std::fmt::Write;

use clap::Args;

use super::common::{DataArgs, Failure, say};
use crate::check::Coverage;
use crate::id::{Certainty, Language};
use crate::plan::{Selection, StandardPlan, judging};
use crate::policy::Outcome;
use crate::prove::subject_mutants;
use crate::simulator::mutants;
use crate::verdict::CatalogueEntry;
use crate::yaml::nearest;

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub(super) struct ExplainArgs {
    /// Id of a requirement or a reading, `gdzw-0017-2019/T2.4`; the part behind the slash will do when it is unique.
    id: String,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) fn explain(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let library = args.data.library()?;
    let plan = args.data.plan(&library, &Selection { drafts: true, ..Selection::default() }, 1)?;
    let wanted = args.id.split('#').next().unwrap_or_default();
    let mut found = Vec::new();
    let mut names = Vec::new();
    for part in &plan.standards {
        for entry in Coverage::of(part, &|_| true).catalogue {
            if entry.requirement.as_str() == wanted || entry.requirement.local() == wanted {
                found.push((part, entry));
            } else {
                let local = !wanted.contains('/');
                names.push(if local { entry.requirement.local().to_owned() } else { entry.requirement.to_string() });
            }
        }
    }
    match found.as_slice() {
        [(part, entry)] => {
            say(&text(part, entry, args.data.lang))?;
            Ok(Outcome::Conforming)
        }
        [] if reading(&plan.standards, wanted).is_some() => {
            say(&reading(&plan.standards, wanted).unwrap_or_default())?;
            Ok(Outcome::Conforming)
        }
        [] => {
            let near = nearest(wanted, names.iter().map(String::as_str));
            let help = near.map(|name| format!(": did you mean `{name}`?")).unwrap_or_default();
            Err(Failure::usage(format!("no requirement `{wanted}`{help}")))
        }
        several => {
            let ids: Vec<String> = several.iter().map(|(_, entry)| entry.requirement.to_string()).collect();
            Err(Failure::usage(format!("`{wanted}` is not unique: {}", ids.join(", "))))
        }
    }
}

/// Everything that is known about a reading.
fn reading(parts: &[StandardPlan], wanted: &str) -> Option<String> {
    let (standard, id) = wanted.split_once('/').map_or((None, wanted), |(standard, id)| (Some(standard), id));
    let mut parts = parts.iter().filter(|part| standard.is_none_or(|standard| part.standard.id == standard));
    let reading = parts.find_map(|part| part.standard.reading(id))?;
    let mut text = format!("{}  {}\n", reading.id, reading.place);
    let verdict = format!("{:?}", reading.verdict).to_uppercase();
    let _ = writeln!(text, "  conflict   {}\n  reading    {} -> {verdict}", reading.conflict, reading.reading);
    if let Some(unjudged) = &reading.unjudged {
        let _ = writeln!(text, "  unjudged   {}: {}", unjudged.kind.as_str(), unjudged.note);
    }
    for rule in &reading.rules {
        let at = if rule.requirements.is_empty() { "*".to_owned() } else { rule.requirements.join(" ") };
        let _ = writeln!(text, "  rule       {} at {at}", rule.finding.join(" "));
    }
    Some(text)
}

fn text(part: &StandardPlan, entry: &CatalogueEntry, language: Language) -> String {
    let local = entry.requirement.local();
    let mut text = format!("{}  {}\n", entry.requirement, entry.title.get(language));
    let _ = writeln!(text, "  clause     {}, {}", entry.clause, entry.level);
    match entry.certainty {
        Certainty::Certain => {}
        Certainty::Implied => text.push_str("  certainty  implied: a deviation is a warning at most\n"),
        Certainty::Unknown => {
            text.push_str("  certainty  unknown: the text does not show it, so that nothing tests it\n")
        }
    }
    if let Some(cells) = &entry.cells {
        let _ = writeln!(text, "  table      {} {}, row {}", cells.table, cells.caption, cells.ordinal);
        let _ = writeln!(
            text,
            "  as printed {} | {} | {} | {} | {}",
            cells.name, cells.label, cells.value_type, cells.length, cells.required
        );
        for (index, (code, label)) in cells.codes.iter().enumerate() {
            let _ = writeln!(text, "  {:<10} {code}: {label}", if index == 0 { "codes" } else { "" });
        }
        if !cells.note.is_empty() {
            let _ = writeln!(text, "  in short   {} (our summary of the remark)", cells.note);
        }
        let beside = [("codes of", &cells.codes_from), ("original", &cells.original), ("group", &cells.category)];
        for (label, value) in beside.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = writeln!(text, "  {label:<10} {value}");
        }
    }
    for aspect in &entry.aspects {
        let _ = writeln!(text, "  {:<10} {} {}", aspect.aspect, aspect.disposition, aspect.reason);
    }
    for reading in entry.readings.iter().filter_map(|id| part.standard.reading(id)) {
        let verdict = format!("{:?}", reading.verdict).to_uppercase();
        let _ = writeln!(text, "  reading    {} ({}): {} -> {verdict}", reading.id, reading.conflict, reading.reading);
        if let Some(unjudged) = &reading.unjudged {
            let _ = writeln!(text, "             unjudged, {}: {}", unjudged.kind.as_str(), unjudged.note);
        }
    }
    for case in judging(&part.standard, &part.cases, local) {
        let _ = writeln!(text, "  case       {}  {}", case.id, case.title.get(language));
    }
    let mutants = mutants(&part.standard).into_iter().chain(subject_mutants(&part.standard));
    for mutant in mutants.filter(|mutant| mutant.requirement == entry.requirement) {
        let _ = writeln!(text, "  mutant     {}", mutant.id);
    }
    text
}
