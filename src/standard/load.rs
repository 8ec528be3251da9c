//! Reads standards from the embedded data or from a checkout.

use std::path::{Path, PathBuf};

use include_dir::{Dir, DirEntry, include_dir};
use rayon::prelude::*;
use serde::Deserialize;

use super::lint;
use super::model::Standard;
use super::reading::Reading;
use super::table::Table;
use crate::yaml::{self, Problem};

static SCHEMAS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/schemas");

/// Where files are read from.
#[derive(Debug, Clone)]
pub enum Source {
    /// The files inside the binary; paths in messages begin with this name.
    Embedded(&'static Dir<'static>, &'static str),
    /// A folder.
    Folder(PathBuf),
}

/// One file of a source.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path below the source, with `/` between parts.
    pub path: String,
    /// Path as a message shows it.
    pub shown: String,
    /// Contents.
    pub text: String,
}

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
    /// Nothing there.
    #[error("{0} holds no standard: expected folders with a standard.yaml")]
    Empty(String),
}

impl Source {
    /// The standards inside the binary.
    pub fn embedded_schemas() -> Self {
        Self::Embedded(&SCHEMAS, "schemas")
    }

    /// All files with this ending, by path.
    ///
    /// # Errors
    /// When a folder or file cannot be read or is not UTF-8.
    pub fn files(&self, ending: &str) -> Result<Vec<SourceFile>, LoadError> {
        let mut files = Vec::new();
        match self {
            Self::Embedded(dir, name) => collect_embedded(dir, name, ending, &mut files),
            Self::Folder(root) => collect_folder(root, root, ending, &mut files)?,
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }
}

fn collect_embedded(dir: &Dir<'static>, name: &str, ending: &str, files: &mut Vec<SourceFile>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => collect_embedded(dir, name, ending, files),
            DirEntry::File(file) => {
                let path = file.path().to_string_lossy().replace('\\', "/");
                if let (true, Some(text)) = (path.ends_with(ending), file.contents_utf8()) {
                    files.push(SourceFile { shown: format!("{name}/{path}"), path, text: text.to_owned() });
                }
            }
        }
    }
}

fn collect_folder(root: &Path, folder: &Path, ending: &str, files: &mut Vec<SourceFile>) -> Result<(), LoadError> {
    let io = |path: &Path| {
        let path = path.display().to_string();
        move |error| LoadError::Io { path, error }
    };
    for entry in std::fs::read_dir(folder).map_err(io(folder))? {
        let path = entry.map_err(io(folder))?.path();
        if path.is_dir() {
            collect_folder(root, &path, ending, files)?;
        } else if path.to_string_lossy().ends_with(ending) {
            let shown = path.display().to_string();
            let bytes = std::fs::read(&path).map_err(io(&path))?;
            let text = yaml::text(&shown, bytes).map_err(|problem| LoadError::Wrong(vec![*problem]))?;
            let below = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(SourceFile { path: below, shown, text });
        }
    }
    Ok(())
}

/// All standards that the suite knows.
#[derive(Debug, Clone)]
pub struct Library {
    /// By id.
    pub standards: Vec<Standard>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadingsFile {
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
        let files = source.files(".yaml")?;
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
            return Err(LoadError::Empty(match source {
                Source::Embedded(_, name) => (*name).to_owned(),
                Source::Folder(folder) => folder.display().to_string(),
            }));
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
    let Some(standard) = keep(yaml::parse::<Standard>(&file.shown, &file.text), &mut problems) else {
        return (None, problems);
    };
    let folder = file.path.trim_end_matches("standard.yaml");
    let own = |path: &str| files.iter().filter(move |file| file.path.starts_with(path)).collect::<Vec<_>>();
    let mut table_problems = Vec::new();
    let mut tables = Vec::new();
    let of_tables = own(&format!("{folder}tables/"));
    let read = of_tables.into_par_iter().map(|file| (file, yaml::parse::<Table>(&file.shown, &file.text)));
    for (file, table) in read.collect::<Vec<_>>() {
        if let Some(mut table) = keep(table, &mut problems) {
            table.file = file.path.clone();
            if linted {
                table_problems.extend(lint::table(&table, file));
            }
            tables.push(table);
        }
    }
    let mut standard = standard.with_tables(tables);
    if let Some(file) = own(&format!("{folder}readings.yaml")).first() {
        standard.readings = keep(readings(file), &mut problems).unwrap_or_default();
    }
    standard.readings.extend(shared.iter().cloned());
    // Behind a file that could not be read, every reference into it would look broken.
    if linted && problems.is_empty() {
        problems.extend(lint::standard(&standard, file, files));
    }
    problems.extend(table_problems);
    (Some(standard), problems)
}

fn readings(file: &SourceFile) -> Result<Vec<Reading>, Box<Problem>> {
    yaml::parse::<ReadingsFile>(&file.shown, &file.text).map(|file| file.readings)
}

fn keep<T>(result: Result<T, Box<Problem>>, problems: &mut Vec<Problem>) -> Option<T> {
    result.map_err(|problem| problems.push(*problem)).ok()
}
