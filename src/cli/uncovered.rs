//! Requirements that no check judges and that no disposition explains, each where it is stated.

use super::common::{DataArgs, Failure};
use crate::check::{Coverage, Unit};
use crate::plan::{Selection, build};
use crate::standard::{Library, SourceFile, Standard};
use crate::yaml::{Node, problem_in};

/// What is wrong with the coverage of these standards by the cases: one text for each requirement and aspect.
pub(super) fn uncovered(data: &DataArgs, library: &Library) -> Result<Vec<String>, Failure> {
    let everything = Selection { drafts: true, ..Selection::default() };
    let plan = build(library, &data.cases(), &everything, 1).map_err(Failure::usage)?;
    let mut problems = Vec::new();
    for part in &plan.standards {
        let unjudged = Coverage::of(part, &|_| true).unjudged;
        if unjudged.is_empty() {
            continue;
        }
        let files = data.schemas().files_below(&format!("{}/", part.standard.id), ".yaml").map_err(Failure::usage)?;
        problems.extend(unjudged.iter().filter_map(|unit| told(&part.standard, &files, unit)));
    }
    Ok(problems)
}

/// The text of one requirement that nothing judges, at its line.
fn told(standard: &Standard, files: &[SourceFile], unit: &Unit) -> Option<String> {
    let row = standard.row(&unit.local);
    let path = row.map_or_else(|| format!("{}/standard.yaml", standard.id), |(table, _)| table.file.clone());
    let file = files.iter().find(|file| file.path == path)?.clone().with_places();
    let place = file.parse::<Node>().ok().and_then(|node| {
        let (list, stated) = match row {
            Some((table, row)) => ("rows", table.rows.iter().position(|one| std::ptr::eq(one, row))?),
            None => ("clauses", standard.clauses.iter().position(|clause| clause.id == unit.local)?),
        };
        let item = node.get(list)?.items().get(stated)?;
        Some(item.get("id").or_else(|| item.get("name")).unwrap_or(item).at())
    });
    let message =
        format!("no check judges {}#{}, and no disposition says why", standard.requirement(&unit.local), unit.aspect);
    let help = "name it in a case, or give its `disposition`".to_owned();
    let problem = problem_in(&file.shown, &file.text, place.unwrap_or((1, 1)), message, Some(help));
    // The heading is added to every problem of the command alike.
    Some(problem.to_string().trim_start_matches("error: ").to_owned())
}
