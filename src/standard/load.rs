//! Reads standards from their files.

use rayon::prelude::*;
use serde::Deserialize;

use super::lint;
use super::model::Standard;
use super::reading::Reading;
use super::source::{Source, SourceFile};
use super::table::Table;
use crate::yaml::Problem;

/// Why standards could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}: {error}")]
    Io {
        /// The file or folder.
        path: String,
        /// The system's reason.
        error: std::io::Error,
    },
    /// Files that say something wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Wrong(Vec<Problem>),
    /// A case file that is no standard's.
    #[error("{path}: no standard has the folder `{folder}`; expected {expected}")]
    Stray {
        /// The file.
        path: String,
        /// Its folder at the top.
        folder: String,
        /// What was meant, or all there are.
        expected: String,
    },
    /// A file that nobody would read.
    #[error("{0}: cases are read from files that end in .yaml: rename it to {renamed}", renamed = .0.replace(".yml", ".yaml"))]
    OtherEnding(String),
    /// A folder of cases that is empty.
    #[error("{0} holds no case: expected a folder named by a standard, with case files")]
    NoCases(String),
    /// Nothing there.
    #[error("{0} holds no standard: expected folders with a standard.yaml")]
    Empty(String),
}

/// All standards that the suite knows.
#[derive(Debug, Clone)]
pub struct Library {
    /// By id.
    pub standards: Vec<Standard>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadingsFile {
    readings: Vec<Reading>,
}

impl Library {
    /// Reads every standard of a source. A folder is linted; what is inside the binary was, when it was built.
    ///
    /// # Errors
    /// [`LoadError`] with all problems of all files.
    pub fn load(source: &Source) -> Result<Self, LoadError> {
        Self::read(source, matches!(source, Source::Folder(_)))
    }

    /// Reads every standard of a source, and refuses what its lint finds.
    ///
    /// # Errors
    /// [`LoadError`] with all problems of all files.
    pub fn checked(source: &Source) -> Result<Self, LoadError> {
        Self::read(source, true)
    }

    fn read(source: &Source, linted: bool) -> Result<Self, LoadError> {
        let mut files = source.files(".yaml")?;
        if linted {
            files = files.into_iter().map(SourceFile::with_places).collect();
        }
        let mut problems = Vec::new();
        let mut standards = Vec::new();
        let mut shared = Vec::new();
        if let Some(file) = files.iter().find(|file| file.path == "readings.yaml")
            && let Some(readings) = keep(readings(file), &mut problems)
        {
            if linted {
                problems.extend(lint::shared_readings(file));
            }
            shared = readings;
        }
        let found: Vec<&SourceFile> = files.iter().filter(|file| file.path.ends_with("/standard.yaml")).collect();
        let read = found.into_par_iter().map(|file| standard(file, &files, &shared, linted));
        for (read, mut wrong) in read.collect::<Vec<_>>() {
            standards.extend(read);
            problems.append(&mut wrong);
        }
        if !problems.is_empty() {
            return Err(LoadError::Wrong(problems));
        }
        if standards.is_empty() {
            return Err(LoadError::Empty(source.shown()));
        }
        Ok(Self { standards })
    }

    /// The standard with this id.
    pub fn standard(&self, id: &str) -> Option<&Standard> {
        self.standards.iter().find(|standard| standard.id == id)
    }
}

/// Reads one standard from its files, with the readings that all share; and what is wrong with them.
fn standard(
    file: &SourceFile,
    files: &[SourceFile],
    shared: &[Reading],
    linted: bool,
) -> (Option<Standard>, Vec<Problem>) {
    let mut problems = Vec::new();
    let Some(standard) = keep(file.parse::<Standard>(), &mut problems) else {
        return (None, problems);
    };
    let folder = file.path.trim_end_matches("standard.yaml");
    let own = |path: &str| files.iter().filter(move |file| file.path.starts_with(path)).collect::<Vec<_>>();
    let mut table_problems = Vec::new();
    let mut numbered = true;
    let mut tables = Vec::new();
    let of_tables = own(&format!("{folder}tables/"));
    let read = of_tables.into_par_iter().map(|file| (file, file.parse::<Table>()));
    for (file, table) in read.collect::<Vec<_>>() {
        if let Some(mut table) = keep(table, &mut problems) {
            table.file = file.path.clone();
            if linted {
                table_problems.extend(lint::table(&table, file));
                numbered &= lint::is_numbered(&table);
            }
            tables.push(table);
        }
    }
    let mut standard = standard.with_tables(tables);
    if let Some(file) = own(&format!("{folder}readings.yaml")).first() {
        standard.readings = keep(readings(file), &mut problems).unwrap_or_default();
    }
    standard.readings.extend(shared.iter().cloned());
    // Behind a file that could not be read, or of which the rows have no ids, every reference into it would look broken.
    if linted && problems.is_empty() && numbered {
        problems.extend(lint::standard(&standard, file, files));
    }
    problems.extend(table_problems);
    (Some(standard), problems)
}

fn readings(file: &SourceFile) -> Result<Vec<Reading>, Box<Problem>> {
    file.parse::<ReadingsFile>().map(|file| file.readings)
}

fn keep<T>(result: Result<T, Box<Problem>>, problems: &mut Vec<Problem>) -> Option<T> {
    result.map_err(|problem| problems.push(*problem)).ok()
}
