//! The committed copies of the derived schemas: written by one command, compared by another.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use serde_json::Value;

use super::derive::derive;
use super::keywords;
use crate::standard::{LoadError, Source, SourceFile, Standard};
use crate::yaml::Problem;

const ENDING: &str = ".schema.json";

/// A committed schema that is not what the tables give.
#[derive(Debug, Clone)]
pub enum Drift {
    /// The file is not there.
    Missing {
        /// Path below the folder of all standards.
        file: String,
    },
    /// The file says something else.
    Different {
        /// Path below the folder of all standards.
        file: String,
        /// The first line that differs, from 1.
        line: usize,
        /// That line as committed; empty behind the end.
        committed: String,
        /// That line as derived; empty behind the end.
        derived: String,
    },
    /// No table has this file.
    Surplus {
        /// Path below the folder of all standards.
        file: String,
    },
    /// The file is no JSON or uses an unknown keyword.
    Wrong(Box<Problem>),
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HELP: &str = "run `zwfw-conform standard derive`";
        match self {
            Self::Missing { file } => write!(f, "{file} is missing: {HELP}"),
            Self::Different { file, line, committed, derived } => write!(
                f,
                "{file}:{line}:{}: `{}` stands where the tables give `{}`: {HELP}",
                1 + committed.chars().zip(derived.chars()).take_while(|(a, b)| a == b).count(),
                committed.trim(),
                derived.trim()
            ),
            Self::Surplus { file } => write!(f, "{file} belongs to no table: {HELP}"),
            Self::Wrong(problem) => problem.fmt(f),
        }
    }
}

/// A derived schema could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}: {error}")]
pub struct WriteError {
    /// The file or folder.
    pub path: String,
    /// The system's reason.
    #[source]
    pub error: std::io::Error,
}

/// A schema as its file holds it: indented by two, ended by a line break, keys in the order of derivation.
pub fn render(schema: &Value) -> String {
    format!("{schema:#}\n")
}

/// Writes the schemas of a standard to `<folder>/<standard>/derived/` and removes those of tables that are gone.
///
/// `folder` holds all standards, as `schemas/` does. Returns the paths that changed, below `folder`.
///
/// # Errors
/// [`WriteError`] with the path.
pub fn write(standard: &Standard, folder: &Path) -> Result<Vec<String>, WriteError> {
    let derived = folder.join(below(standard, ""));
    std::fs::create_dir_all(&derived).map_err(at(&derived))?;
    let wanted = wanted(standard);
    let mut changed = Vec::new();
    for (file, text) in &wanted {
        let path = folder.join(file);
        if std::fs::read(&path).is_ok_and(|committed| committed == text.as_bytes()) {
            continue;
        }
        std::fs::write(&path, text).map_err(at(&path))?;
        changed.push(file.clone());
    }
    for entry in std::fs::read_dir(&derived).map_err(at(&derived))? {
        let path = entry.map_err(at(&derived))?.path();
        let file = below(standard, &path.file_name().unwrap_or_default().to_string_lossy());
        if file.ends_with(ENDING) && !wanted.contains_key(&file) {
            std::fs::remove_file(&path).map_err(at(&path))?;
            changed.push(file);
        }
    }
    Ok(changed)
}

/// Where the committed schemas of a standard are not what its tables give; empty when all is well.
///
/// # Errors
/// When the source cannot be read.
pub fn drift(standard: &Standard, source: &Source) -> Result<Vec<Drift>, LoadError> {
    let wanted = wanted(standard);
    let prefix = below(standard, "");
    let files = source.files(ENDING)?;
    let committed: Vec<&SourceFile> = files.iter().filter(|file| file.path.starts_with(&prefix)).collect();
    let present: BTreeSet<&str> = committed.iter().map(|file| file.path.as_str()).collect();
    let missing = wanted.keys().filter(|file| !present.contains(file.as_str()));
    let mut drifts: Vec<Drift> = missing.map(|file| Drift::Missing { file: file.clone() }).collect();
    for file in committed {
        drifts.extend(drift_of(file, wanted.get(&file.path)));
    }
    Ok(drifts)
}

fn drift_of(file: &SourceFile, wanted: Option<&String>) -> Vec<Drift> {
    let Some(wanted) = wanted else { return vec![Drift::Surplus { file: file.path.clone() }] };
    let problems = keywords::lint(file);
    if !problems.is_empty() {
        return problems.into_iter().map(|problem| Drift::Wrong(Box::new(problem))).collect();
    }
    first_difference(&file.text, wanted)
        .map(|(line, committed, derived)| Drift::Different { file: file.path.clone(), line, committed, derived })
        .into_iter()
        .collect()
}

/// Number of the first line that differs, from 1, with the line of each text.
fn first_difference(committed: &str, derived: &str) -> Option<(usize, String, String)> {
    let (mut left, mut right) = (committed.split('\n'), derived.split('\n'));
    (1..).find_map(|number| match (left.next(), right.next()) {
        (None, None) => Some(None),
        (a, b) if a == b => None,
        (a, b) => Some(Some((number, a.unwrap_or_default().to_owned(), b.unwrap_or_default().to_owned()))),
    })?
}

/// The files that the tables give, by path below the folder of all standards.
fn wanted(standard: &Standard) -> BTreeMap<String, String> {
    let file = |table: &str| below(standard, &format!("{table}{ENDING}"));
    derive(standard).iter().map(|(table, schema)| (file(table), render(schema))).collect()
}

fn below(standard: &Standard, file: &str) -> String {
    format!("{}/derived/{file}", standard.id)
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> WriteError + use<> {
    let path = path.display().to_string();
    move |error| WriteError { path: path.clone(), error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::laws::{checkout, fixture};
    use crate::standard::Library;

    /// A folder with fresh schemas, one of which is then changed.
    fn after(change: impl Fn(&Path)) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let standard = fixture();
        write(&standard, folder.path()).expect("written");
        change(&folder.path().join("fixture/derived"));
        let drifts = drift(&standard, &Source::Folder(folder.path().to_owned())).expect("read");
        drifts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_committed_schemas_are_what_the_tables_give() {
        for standard in &Library::load(&checkout()).expect("the standards of the checkout").standards {
            let drifts = drift(standard, &checkout()).expect("readable");
            assert!(drifts.is_empty(), "{}", drifts.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
        }
    }

    #[test]
    fn freshly_written_schemas_do_not_drift_and_a_second_writing_changes_nothing() {
        assert_eq!(after(|_| {}), [""; 0]);
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(write(&fixture(), folder.path()).expect("written").len(), 4);
        assert_eq!(write(&fixture(), folder.path()).expect("written"), [""; 0]);
    }

    #[test]
    fn a_missing_and_a_surplus_file_are_named() {
        let drifts = after(|derived| {
            std::fs::rename(derived.join("T1.schema.json"), derived.join("T9.schema.json")).expect("renamed");
        });
        assert_eq!(
            drifts,
            [
                "fixture/derived/T1.schema.json is missing: run `zwfw-conform standard derive`",
                "fixture/derived/T9.schema.json belongs to no table: run `zwfw-conform standard derive`",
            ]
        );
    }

    #[test]
    fn a_change_by_hand_is_reported_with_its_line() {
        let drifts = after(|derived| {
            let path = derived.join("T1.schema.json");
            let text = std::fs::read_to_string(&path).expect("text");
            std::fs::write(&path, text.replace("\"maxLength\": 4", "\"maxLength\": 5")).expect("written");
        });
        let [drift] = drifts.as_slice() else { panic!("{drifts:?}") };
        assert!(drift.contains("T1.schema.json:") && drift.contains("`\"maxLength\": 5`"), "{drift}");
        assert!(drift.contains("the tables give `\"maxLength\": 4`"), "{drift}");
    }

    #[test]
    fn a_file_cut_short_differs_where_it_ends() {
        assert_eq!(first_difference("a\n", "a\nb\n"), Some((2, String::new(), "b".into())));
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
    }

    #[test]
    fn a_misspelt_keyword_in_a_committed_schema_is_reported_with_line_and_column() {
        let drifts = after(|derived| {
            let path = derived.join("T1.schema.json");
            let text = std::fs::read_to_string(&path).expect("text");
            std::fs::write(&path, text.replace("\"maxLength\"", "\"maxLenght\"")).expect("written");
        });
        let [drift] = drifts.as_slice() else { panic!("{drifts:?}") };
        assert!(drift.contains("did you mean `maxLength`?") && drift.contains("T1.schema.json:"), "{drift}");
    }

    #[test]
    fn writing_removes_the_schema_of_a_table_that_is_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut standard = fixture();
        write(&standard, folder.path()).expect("written");
        standard.tables.retain(|table| table.id != "T2");
        assert_eq!(write(&standard, folder.path()).expect("written"), ["fixture/derived/T2.schema.json"]);
    }
}
