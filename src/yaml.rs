//! YAML that people write: read strictly, refused with file, line, column and what was expected.

mod bounded;
mod explain;
mod options;
mod tree;

use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::de::DeserializeOwned;
use serde_saphyr::{Location, Spanned};

pub use bounded::{FILE_MAX, bytes};
use options::{MAX_DEPTH, MAX_NODES, options};
pub use tree::{Node, NodeKind};

/// A place in a file that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Path as the user knows it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// What is wrong with a file that a person wrote.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong and what was expected.
    pub message: String,
    /// What to do, when there is a good guess.
    pub help: Option<String>,
    /// The message with the lines of the file around it.
    pub rendered: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rendered)
    }
}

impl std::error::Error for Problem {}

/// Reads one YAML document.
///
/// Digits with leading zeros or underscores stay text, booleans are `true` and `false` alone, duplicate keys and
/// documents that unfold without end are refused.
///
/// # Errors
/// A [`Problem`] with the place of the first mistake.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Box<Problem>> {
    serde_saphyr::from_str_with_options(text, options()).map_err(|error| Box::new(explain::explain(file, text, &error)))
}

/// The text of a file that a person wrote.
///
/// # Errors
/// A [`Problem`] at the first byte that is not UTF-8.
pub fn text(file: &str, bytes: Vec<u8>) -> Result<String, Box<Problem>> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let lossy = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let before = lossy.get(..valid).unwrap_or_default();
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let at = (before.matches('\n').count() + 1, column);
        let help = Some("save the file as UTF-8".to_owned());
        Box::new(render_at(file, &lossy, at, "the file is not UTF-8 from here on".to_owned(), help))
    })
}

/// A problem at a value that was read with its place.
pub fn problem_at<T>(file: &str, text: &str, at: &Spanned<T>, message: impl Into<String>) -> Box<Problem> {
    Box::new(render(file, text, Some(at.referenced), message.into(), None))
}

/// A problem at a line and column.
pub fn problem(
    file: &str,
    text: &str,
    location: Option<Location>,
    message: impl Into<String>,
    help: Option<String>,
) -> Box<Problem> {
    Box::new(render(file, text, location, message.into(), help))
}

/// A problem at a line and column, both from 1, of a file in any notation.
pub fn problem_in(
    file: &str,
    text: &str,
    (line, column): (usize, usize),
    message: impl Into<String>,
    help: Option<String>,
) -> Box<Problem> {
    Box::new(render_at(file, text, (line, column), message.into(), help))
}

/// The nearest of the names that exist, for a suggestion.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names
        .into_iter()
        .map(|name| (distance(wrong, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.chars().count() / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn render(file: &str, text: &str, location: Option<Location>, message: String, help: Option<String>) -> Problem {
    let (line, column) = location
        .filter(|location| location.line() > 0)
        .map_or((1, 1), |location| (location.line() as usize, location.column() as usize));
    render_at(file, text, (line, column), message, help)
}

fn render_at(file: &str, text: &str, (line, column): (usize, usize), message: String, help: Option<String>) -> Problem {
    let start = byte_offset(text, line, column);
    let end = text[start..].char_indices().nth(1).map_or(text.len(), |(offset, _)| start + offset);
    let snippet =
        Snippet::source(text).path(file).line_start(1).fold(true).annotation(AnnotationKind::Primary.span(start..end));
    let mut group = Level::ERROR.primary_title(message.as_str()).element(snippet);
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let rendered = Renderer::plain().render(&[group]);
    Problem { place: Place { file: file.to_owned(), line, column }, message, help, rendered }
}

/// Where a line and column, both from 1, stand in a text, in bytes.
pub(crate) fn byte_offset(text: &str, line: usize, column: usize) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let rest = text.get(line_start..).unwrap_or("");
    line_start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(offset, _)| offset)
}

/// Edits that turn one name into the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(x != *y)).min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row[b.len()]
}
