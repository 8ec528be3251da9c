//! Reads a target file.

use std::path::Path;

use super::file::TargetFile;
use super::model::Target;
use super::resolve::{self, Sources};
use crate::standard::Library;
use crate::yaml::{self, Problem};

/// Why a target file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The file cannot be read.
    #[error("cannot read {path}: {error}")]
    Io {
        /// The file.
        path: String,
        /// The system's reason.
        error: std::io::Error,
    },
    /// The file says something wrong: all that was found, by place.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Wrong(Vec<Problem>),
}

/// Reads a target file; `${env:NAME}` comes from the environment, relative paths begin at the folder of the file.
///
/// # Errors
/// [`TargetError`] with file, line, column, what was expected and what to do.
pub fn load(path: &Path) -> Result<Target, TargetError> {
    from_path(path, None)
}

/// Reads a target file and holds its names against the standards: ids, operations, credentials, roles.
///
/// # Errors
/// [`TargetError`] with file, line, column, what was expected and what to do.
pub fn load_for(path: &Path, library: &Library) -> Result<Target, TargetError> {
    from_path(path, Some(library))
}

fn from_path(path: &Path, library: Option<&Library>) -> Result<Target, TargetError> {
    let shown = path.display().to_string();
    let bytes = yaml::bytes(path).map_err(|error| TargetError::Io { path: shown.clone(), error })?;
    let text = yaml::text(&shown, bytes).map_err(|problem| TargetError::Wrong(vec![*problem]))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    read(&shown, &text, folder, library, &environment)
}

/// The value of an environment variable, if it is set and UTF-8.
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Reads the text of a target file.
///
/// `file` is its name in messages, `folder` where relative paths begin, `variables` gives the values of `${env:NAME}`.
/// Without a library the names of standards, operations and credentials are taken as they are.
///
/// # Errors
/// [`TargetError::Wrong`] with everything that is wrong, sorted by place.
pub fn read(
    file: &str,
    text: &str,
    folder: &Path,
    library: Option<&Library>,
    variables: &dyn Fn(&str) -> Option<String>,
) -> Result<Target, TargetError> {
    let parsed: TargetFile = yaml::parse(file, text).map_err(|problem| TargetError::Wrong(vec![*problem]))?;
    let sources = Sources { file, text, folder, library, variables };
    resolve::target(parsed, &sources).map_err(|mut problems| {
        problems.sort_by_key(|problem| (problem.place.line, problem.place.column));
        TargetError::Wrong(problems)
    })
}

#[cfg(test)]
#[path = "../../tests/wire/target.rs"]
mod tests;
