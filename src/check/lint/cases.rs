//! The files of a standard's cases, each with its fixtures.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::{Entry, plain};
use super::fixtures::Gives;
use super::sheet::{Sheet, Stray};
use super::steps::Steps;
use crate::check::Registry;
use crate::plan::{generate, load};
use crate::standard::{LoadError, Source, SourceFile, Standard};
use crate::yaml::{Node, Problem, nearest};

/// Refuses case files that lie in no standard's folder: nothing would read them. Beside standards of one's own there may be
/// no case at all.
///
/// # Errors
/// [`LoadError`] with the first such file, or with the folder that holds no case at all.
pub fn lint_folders(source: &Source, ids: &BTreeSet<&str>, may_be_empty: bool) -> Result<(), LoadError> {
    if let Some(file) = source.files(".yml")?.first() {
        return Err(LoadError::OtherEnding(file.shown.clone()));
    }
    let files = source.files(".yaml")?;
    for file in &files {
        let folder = file.path.split_once('/').map(|(folder, _)| folder).unwrap_or_default();
        if !ids.contains(folder) {
            let meant = nearest(folder, ids.iter().copied()).map(|id| format!("`{id}`"));
            let expected =
                meant.unwrap_or_else(|| format!("one of {}", ids.iter().copied().collect::<Vec<_>>().join(", ")));
            return Err(LoadError::Stray { path: file.shown.clone(), folder: folder.to_owned(), expected });
        }
    }
    if files.is_empty() && !may_be_empty { Err(LoadError::NoCases(source.shown())) } else { Ok(()) }
}

/// What is wrong with the hand-written cases of a standard: names that nothing answers to, arguments that no check takes.
///
/// # Errors
/// [`LoadError`] with everything that is wrong, first what keeps files from being read at all.
pub fn lint_cases(source: &Source, standard: &Standard, registry: &Registry) -> Result<(), LoadError> {
    load(source, standard)?;
    let files = source.files_below(&format!("{}/", standard.id), ".yaml")?;
    let mut read = Vec::new();
    for file in files {
        let file = file.with_places();
        let node: Node = file.parse().map_err(|problem| LoadError::Wrong(vec![*problem]))?;
        read.push((file, node));
    }
    let mut fixtures = Vec::new();
    let mut problems = Vec::new();
    let (made, cases): (Vec<_>, Vec<_>) = read.iter().partition(|(file, _)| file.path.ends_with("/fixtures.yaml"));
    for (file, node) in made {
        problems.extend(of_fixtures((standard, registry), file, node, &mut fixtures));
    }
    let mut ids = generated(standard);
    for (file, node) in cases {
        problems.extend(of_case((standard, registry, &fixtures), file, node, &mut ids));
    }
    if problems.is_empty() { Ok(()) } else { Err(LoadError::Wrong(problems)) }
}

/// Where every case is that has an id.
type Ids = BTreeMap<String, String>;

fn generated(standard: &Standard) -> Ids {
    let cases = standard.operations.iter().flat_map(|operation| generate(standard, operation));
    cases.map(|case| (case.id, "a generated case".to_owned())).collect()
}

/// Fixtures are made in their order: a later one may use what an earlier one gives.
fn of_fixtures(
    (standard, registry): (&Standard, &Registry),
    file: &SourceFile,
    node: &Node,
    known: &mut Vec<Gives>,
) -> Vec<Problem> {
    let mut sheet = Sheet::new(file);
    let none = Entry::default();
    for fixture in node.get("fixtures").map(Node::items).unwrap_or_default() {
        let mut steps = Steps::new((standard, registry, known), &none, &mut sheet);
        if let Some(written) = fixture.get("steps") {
            steps.look(written);
        }
        for (_, value) in fixture.get("values").map(Node::entries).unwrap_or_default() {
            steps.texts(value);
        }
        if let (Some(gives), Some(name)) = (Gives::of(fixture), fixture.get("name")) {
            if known.iter().any(|known| known.name == gives.name) {
                let message = format!("two fixtures are named `{}`", gives.name);
                sheet.tell(name, &none, Stray::new(&gives.name, message, []));
            }
            known.push(gives);
        }
    }
    sheet.into_problems()
}

fn of_case(
    (standard, registry, fixtures): (&Standard, &Registry, &[Gives]),
    file: &SourceFile,
    node: &Node,
    ids: &mut Ids,
) -> Vec<Problem> {
    let mut sheet = Sheet::new(file);
    let each = node.get("each").map(Node::items).unwrap_or_default();
    let entries: Vec<(Option<&Node>, Entry<'_>)> = match each {
        [] => vec![(None, Entry::default())],
        each => each.iter().map(|item| (item.get("id"), Entry::of(item))).collect(),
    };
    for (id, entry) in &entries {
        unique(&mut sheet, (standard, file, node), (*id, entry), ids);
        for need in node.get("needs").map(Node::items).unwrap_or_default() {
            if let Some(stray) = needed(standard, fixtures, &entry.text(need).unwrap_or_default()) {
                sheet.tell(need, entry, stray);
            }
        }
        for (_, text) in node.get("title").map(Node::entries).unwrap_or_default() {
            if let Some(stray) = in_title(&entry.text(text).unwrap_or_default(), entry) {
                sheet.tell(text, entry, stray);
            }
        }
        let mut steps = Steps::new((standard, registry, fixtures), entry, &mut sheet);
        if let Some(written) = node.get("steps") {
            steps.look(written);
        }
    }
    sheet.into_problems()
}

fn unique(
    sheet: &mut Sheet<'_>,
    (standard, file, node): (&Standard, &SourceFile, &Node),
    (id, entry): (Option<&Node>, &Entry<'_>),
    ids: &mut Ids,
) {
    let Some(name) = node.get("case") else { return };
    let folder = file.path.split('/').nth(1).unwrap_or_default();
    let suffix = id.and_then(|id| entry.scalar(id)).map(|id| format!(".{}", plain(&id))).unwrap_or_default();
    let at = id.unwrap_or(name);
    let id = format!("{}/{folder}/{}{suffix}", standard.id, name.text().unwrap_or_default());
    let (line, column) = at.at();
    let place = format!("{}:{line}:{column}", file.shown);
    if let Some(other) = ids.insert(id.clone(), place) {
        let stray = Stray::new("", format!("two cases are named `{id}`, the other is {other}"), []);
        sheet.tell(at, entry, stray.advising("give one of them another `case` or `id`".to_owned()));
    }
}

/// What a case cannot do without, if nobody could give it.
fn needed(standard: &Standard, fixtures: &[Gives], need: &str) -> Option<Stray> {
    let (kind, name) = need.split_once('.').unwrap_or((need, ""));
    let stray = |names: &[&str]| {
        let message = format!("no {} `{name}`", kind.trim_end_matches('s'));
        Some(Stray::new(name, message, names.iter().copied()).behind(&format!("{kind}.")))
    };
    match kind {
        "known" if !name.is_empty() => None,
        "fixtures" => {
            let names: Vec<&str> = fixtures.iter().map(|gives| gives.name.as_str()).collect();
            if names.contains(&name) { None } else { stray(&names) }
        }
        "credentials" => {
            let names = standard.credential.names();
            if names.contains(&name) { None } else { stray(&names) }
        }
        _ => {
            let message =
                format!("`{need}` is nothing to need: expected credentials.NAME, known.PATH or fixtures.NAME");
            Some(Stray::new(kind, message, ["credentials", "known", "fixtures"]))
        }
    }
}

/// A variable in a title that the entry does not have.
fn in_title(title: &str, entry: &Entry<'_>) -> Option<Stray> {
    let (name, _) = title.split_once("${")?.1.split_once('}')?;
    Some(Stray::new(name, format!("no variable `{name}`: a title has those of `each` alone"), entry.names()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::Library;

    #[test]
    fn the_cases_inside_the_binary_have_no_mistake() {
        let library = Library::load(&Source::embedded_schemas()).unwrap();
        let said = library.standards.iter().filter_map(|standard| {
            lint_cases(&Source::embedded_cases(), standard, &Registry::default()).err().map(|error| error.to_string())
        });
        assert_eq!(said.collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn generated_cases_call_checks_that_are_there_with_arguments_that_they_take() {
        let (library, registry) = (Library::load(&Source::embedded_schemas()).unwrap(), Registry::default());
        for standard in &library.standards {
            let cases = standard.operations.iter().flat_map(|operation| generate(standard, operation));
            for call in cases.flat_map(|case| case.steps).flat_map(|step| step.checks) {
                let check = registry.called(&call.check).unwrap_or_else(|| panic!("no check {}", call.check));
                let taken = |name: &String| check.arguments.iter().any(|argument| argument.name == name);
                assert!(call.with.as_object().unwrap().keys().all(taken), "{call:?}");
            }
        }
    }
}
