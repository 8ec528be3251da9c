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
    /// Id of a requirement, a table or a reading, `gdzw-0017-2019/T2.4`; the part behind the slash will do when it is unique.
    id: String,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) fn explain(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let library = args.data.library()?;
    let plan = args.data.plan(&library, &Selection { drafts: true, ..Selection::default() }, 1)?;
    let (wanted, aspect) = args.id.split_once('#').map_or((args.id.as_str(), None), |(id, aspect)| (id, Some(aspect)));
    if wanted.trim().is_empty() {
        let shown = "`list requirements` shows those that there are";
        return Err(Failure::usage(format!("expected the id of a requirement, a table or a reading: {shown}")));
    }
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
            let entry = with_aspect(entry.clone(), aspect)?;
            say(&text(part, &entry, args.data.lang))?;
            Ok(Outcome::Conforming)
        }
        [] if reading(&plan.standards, wanted).is_some() => {
            say(&reading(&plan.standards, wanted).unwrap_or_default())?;
            Ok(Outcome::Conforming)
        }
        [] if aspect.is_none() && !tables(&plan.standards, wanted).is_empty() => {
            say(&tables(&plan.standards, wanted))?;
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

/// What is known about one aspect alone, where one is named.
fn with_aspect(mut entry: CatalogueEntry, aspect: Option<&str>) -> Result<CatalogueEntry, Failure> {
    let Some(aspect) = aspect else { return Ok(entry) };
    let names: Vec<&str> = entry.aspects.iter().map(|one| one.aspect.as_str()).collect();
    if !names.contains(&aspect) {
        let help = match nearest(aspect, names.iter().copied()) {
            Some(near) => format!(": did you mean `{near}`?"),
            None => format!(": it has {}", names.join(", ")),
        };
        return Err(Failure::usage(format!("no aspect `{aspect}` of {}{help}", entry.requirement)));
    }
    entry.aspects.retain(|one| one.aspect.as_str() == aspect);
    Ok(entry)
}

/// The rows of a table, of every standard that has one of this name.
fn tables(parts: &[StandardPlan], wanted: &str) -> String {
    let (standard, id) = wanted.split_once('/').map_or((None, wanted), |(standard, id)| (Some(standard), id));
    let parts = parts.iter().filter(|part| standard.is_none_or(|standard| part.standard.id == standard));
    let mut text = String::new();
    for (part, table) in parts.filter_map(|part| Some((part, part.standard.table(id)?))) {
        let _ = writeln!(text, "{}/{}  {}", part.standard.id, table.id, table.caption);
        for row in &table.rows {
            let _ = writeln!(text, "  {:<10} {}  {}", table.local_id(row), row.name.value, row.label);
        }
    }
    text
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
