//! What each part of the sources may know: the import table of the design, held to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;
use zwfw_conformance::simulator::fitted;
use zwfw_conformance::standard::{Kind, Row, Standard};

use crate::support::{checkout, embedded};

/// What each part may import beside itself. `id` and `yaml` know nothing and may be known by all.
const IMPORTS: &[(&str, &[&str])] = &[
    ("id", &[]),
    ("yaml", &[]),
    // Names of findings alone: readings name them, and the lint refuses unknown ones.
    ("standard", &["verdict::FindingCode"]),
    ("observation", &[]),
    ("verdict", &[]),
    ("schema", &["standard", "verdict::FindingCode"]),
    ("target", &["standard", "observation"]),
    ("plan", &["standard", "schema", "target", "verdict::FindingCode", "verdict::LeftOut", "verdict::ShardScope"]),
    ("check", &["standard", "schema", "plan", "observation", "verdict"]),
    ("run", &["standard", "schema", "plan", "check", "observation", "verdict", "target"]),
    ("recording", &["plan", "run", "verdict"]),
    ("subject", &["standard", "schema", "check", "observation", "verdict"]),
    ("policy", &["verdict"]),
    ("bundle", &["verdict"]),
    ("report", &["verdict", "policy"]),
    ("simulator", &["standard", "schema", "observation"]),
    (
        "prove",
        &[
            "standard",
            "schema",
            "plan",
            "check",
            "run",
            "simulator",
            "subject",
            "observation",
            "target",
            "verdict",
            "policy",
        ],
    ),
];

/// Lines of the longest file.
const LONGEST: usize = 500;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern")
}

/// A source file without its comments and tests.
struct Source {
    /// Path below `src`, with `/` between parts.
    path: String,
    lines: usize,
    code: String,
}

impl Source {
    /// The folder or file directly below `src`.
    fn part(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }
}

fn sources() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(read);
    &SOURCES
}

fn read() -> Vec<Source> {
    let root = checkout("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    let texts: Vec<(PathBuf, String)> =
        paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).expect("UTF-8"))).collect();
    let tests: Vec<PathBuf> = texts.iter().flat_map(|(path, text)| test_modules(path, text)).collect();
    texts
        .into_iter()
        .map(|(path, text)| {
            let is_test = tests.iter().any(|test| path.starts_with(test) || path == test.with_extension("rs"));
            let below = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
            let code = if is_test { String::new() } else { code(&text) };
            Source { path: below, lines: text.lines().count(), code }
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
    paths.sort();
}

/// Paths, without ending, of the modules that a file declares for tests alone.
fn test_modules(path: &Path, text: &str) -> Vec<PathBuf> {
    static DECLARED: LazyLock<Regex> = LazyLock::new(|| pattern(r"#\[cfg\(test\)\]\s*(?:pub\(crate\) )?mod (\w+);"));
    let is_root = path.file_name().is_some_and(|name| name == "mod.rs" || name == "lib.rs");
    let folder = if is_root { path.parent().expect("a folder").to_owned() } else { path.with_extension("") };
    DECLARED.captures_iter(text).map(|found| folder.join(&found[1])).collect()
}

/// The text without line comments and without the tests at its end.
fn code(text: &str) -> String {
    static TESTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^#\[cfg\(test\)\]\s*mod \w+ \{"));
    let end = TESTS.find(text).map_or(text.len(), |found| found.start());
    let lines = text[..end].lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths behind `crate::` in a file, at most two parts each, and parts of `super` chains that leave their folder.
fn imports(source: &Source) -> BTreeSet<String> {
    static DIRECT: LazyLock<Regex> = LazyLock::new(|| pattern(r"crate::(\w+)(?:::(\w+)|::\{([^}]*)\})?"));
    let mut found = BTreeSet::new();
    for import in DIRECT.captures_iter(&source.code) {
        let part = &import[1];
        match (import.get(2), import.get(3)) {
            (Some(item), _) => drop(found.insert(format!("{part}::{}", item.as_str()))),
            (_, Some(items)) => {
                let names = items.as_str().split(',').map(str::trim).filter(|name| !name.is_empty());
                found.extend(names.map(|name| format!("{part}::{}", name.split("::").next().unwrap_or(name))));
            }
            _ => drop(found.insert(part.to_owned())),
        }
    }
    found.extend(climbs(source));
    found
}

/// What a chain of `super` reaches that climbs up to the root of the crate.
fn climbs(source: &Source) -> Vec<String> {
    let parts = source.path.trim_end_matches(".rs").trim_end_matches("/mod").split('/').count();
    static CHAIN: LazyLock<Regex> = LazyLock::new(|| pattern(r"((?:super::)+)(\w+)"));
    let climbed = CHAIN.captures_iter(&source.code).filter(|found| found[1].matches("super").count() >= parts);
    climbed.map(|found| found[2].to_owned()).collect()
}

#[test]
fn imports_go_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = IMPORTS.iter().copied().collect();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !matches!(source.part(), "cli" | "main" | "lib")) {
        let part = source.part();
        let Some(may) = allowed.get(part) else {
            wrong.push(format!("src/{} belongs to no part of the table", source.path));
            continue;
        };
        for import in imports(source) {
            let of = import.split("::").next().unwrap_or_default();
            let known = [part, "id", "yaml"].contains(&of) || may.iter().any(|may| *may == of || *may == import);
            if !known {
                wrong.push(format!("src/{} imports {import}: {part} may know {may:?}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reading_of_imports_sees_every_notation() {
    let file = |path: &str, code: &str| Source { path: path.to_owned(), lines: 1, code: code.to_owned() };
    let of = |path: &str, code: &str| imports(&file(path, code)).into_iter().collect::<Vec<_>>();
    assert_eq!(of("a/b.rs", "use crate::cli::X;"), ["cli::X"]);
    assert_eq!(of("a/b.rs", "use crate::cli::{X, y::Z};"), ["cli::X", "cli::y"]);
    assert_eq!(of("a/b.rs", "fn f(x: &crate::cli::X) {}"), ["cli::X"]);
    assert_eq!(of("a/b.rs", "use super::super::cli;"), ["cli"]);
    assert_eq!(of("a/mod.rs", "use super::cli;"), ["cli"]);
    assert_eq!(of("a/b.rs", "use super::c;"), [""; 0]);
    assert!(!code("// crate::cli\nfn f() {}\n#[cfg(test)]\nmod tests {\n use crate::cli;\n}").contains("crate"));
    let parts: BTreeSet<String> = sources().iter().map(|source| source.part().to_owned()).collect();
    let lost: Vec<&str> = IMPORTS.iter().map(|(part, _)| *part).filter(|part| !parts.contains(*part)).collect();
    assert!(lost.is_empty(), "the table names parts that are gone: {lost:?}");
    assert!(sources().iter().map(|source| imports(source).len()).sum::<usize>() > 200, "hardly any import is seen");
}

/// Names of members that are words of everyday English or of the wire, which the engine uses in senses of its own.
const EVERYDAY: [&str; 20] = [
    "ID", "city", "content", "data", "detail", "group", "head", "hint", "id", "level", "message", "name", "page",
    "query", "result", "rows", "size", "status", "total", "value",
];

/// Names that only data and a standard's own simulator may hold: ids, operations, paths, and names of members, its own and
/// those of the other standard beside them.
fn names_of(standard: &Standard) -> BTreeSet<String> {
    let tables = standard.tables.iter().filter(|table| table.kind != Kind::Codes);
    let rows = tables.flat_map(|table| &table.rows);
    let original = |row: &Row| row.original.rsplit('.').next().unwrap_or_default().to_owned();
    let members = rows.flat_map(|row: &Row| [row.name.value.clone(), row.name().to_owned(), original(row)]);
    let is_name = |name: &String| name.len() > 1 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let operations = standard.operations.iter().flat_map(|operation| [operation.name.clone(), operation.path.clone()]);
    let mut names: BTreeSet<String> = members.filter(is_name).collect();
    names.retain(|name| !EVERYDAY.contains(&name.as_str()));
    // A path that the text does not show is none.
    names.extend(operations.filter(|name| !name.is_empty()));
    names.insert(standard.id.clone());
    names
}

/// Whether a text holds a word, not as a part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(inside) && !text[at + word.len()..].starts_with(inside))
}

#[test]
fn the_engine_names_no_standard_and_none_of_its_members() {
    let mut wrong = Vec::new();
    let folder = |standard: &Standard| format!("simulator/{}/", standard.id.replace('-', "_"));
    let library = fitted(embedded());
    let simulated: Vec<(String, BTreeSet<String>)> =
        library.standards.iter().map(|one| (folder(one), names_of(one))).collect();
    for standard in &embedded().standards {
        let names = names_of(standard);
        // Labels of forms are no names that code could hold.
        assert!(names.len() > 20 || !standard.is_called());
        for source in sources() {
            // A standard's own simulator may hold names of its standard, though a kindred one has them too.
            let own = simulated.iter().find(|(folder, _)| source.path.starts_with(folder)).map(|(_, names)| names);
            let names = names.iter().filter(|name| own.is_none_or(|own| !own.contains(*name)));
            // `id.rs` gives an id as an example in a message; help texts of the command line may do so as well.
            let example = |name: &str| name == standard.id && matches!(source.part(), "cli" | "id");
            let named = names.filter(|name| has_word(&source.code, name) && !example(name));
            wrong.extend(named.map(|name| format!("src/{} names `{name}` of {}", source.path, standard.id)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn everyday_words_are_names_of_members() {
    let rows = || embedded().standards.iter().flat_map(|standard| &standard.tables).flat_map(|table| &table.rows);
    let called = |word: &str| rows().any(|row| row.name() == word || row.original.rsplit('.').next() == Some(word));
    let idle: Vec<&str> = EVERYDAY.into_iter().filter(|word| !called(word)).collect();
    assert!(idle.is_empty(), "no member is called {idle:?}");
}

#[test]
fn files_are_short_and_none_is_called_utils() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|source| source.lines > LONGEST)
        .map(|source| format!("src/{} has {} lines", source.path, source.lines))
        .collect();
    assert!(long.is_empty(), "more than {LONGEST} lines:\n{}", long.join("\n"));
    let catch_alls = ["utils", "util", "helpers", "misc"];
    let named =
        |source: &&Source| source.path.trim_end_matches(".rs").split('/').any(|part| catch_alls.contains(&part));
    let vague: Vec<&str> = sources().iter().filter(named).map(|source| source.path.as_str()).collect();
    assert!(vague.is_empty(), "say what is inside: {vague:?}");
}
