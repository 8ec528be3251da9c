//! A file that is linted: collects what is wrong with it, each at the word that is wrong.

use std::collections::BTreeSet;

use super::entry::Entry;
use crate::standard::SourceFile;
use crate::yaml::{self, Node, Problem, nearest};

/// A word that names what is not there.
#[derive(Debug, PartialEq)]
pub(super) struct Stray {
    /// What stands directly before the word in its text, so that the right one is marked.
    pub before: String,
    /// The word.
    pub word: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Stray {
    /// A word with what was expected; the suggestion is the nearest of the names.
    pub fn new<'a>(word: &str, message: String, names: impl IntoIterator<Item = &'a str>) -> Self {
        let help = nearest(word, names).map(|name| format!("did you mean `{name}`?"));
        Self { before: String::new(), word: word.to_owned(), message, help }
    }

    /// The same behind this text.
    pub fn behind(mut self, before: &str) -> Self {
        self.before.insert_str(0, before);
        self
    }

    /// The same with this advice.
    pub fn advising(mut self, help: String) -> Self {
        self.help = Some(help);
        self
    }
}

/// What is wrong with a file.
pub(super) struct Sheet<'f> {
    file: &'f SourceFile,
    problems: Vec<Problem>,
    /// Every entry of `each` has the same mistake again.
    told: BTreeSet<(usize, usize, String)>,
}

impl<'f> Sheet<'f> {
    pub fn new(file: &'f SourceFile) -> Self {
        Self { file, problems: Vec::new(), told: BTreeSet::new() }
    }

    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Tells of a word in a text, or in what an entry of `each` puts into it.
    pub fn tell(&mut self, node: &Node, entry: &Entry<'_>, stray: Stray) {
        let Stray { before, word, message, help } = stray;
        let (line, column) = self.place(node, entry, &before, &word);
        if self.told.insert((line, column, message.clone())) {
            let problem = yaml::problem_in(&self.file.shown, &self.file.text, (line, column), message, help);
            self.problems.push(*problem);
        }
    }

    fn place(&self, node: &Node, entry: &Entry<'_>, before: &str, word: &str) -> (usize, usize) {
        let whole = std::iter::once(node).chain(entry.sources(node));
        let mut places = whole.filter_map(|node| self.find(node, before, word));
        // Where a name was put together, its last part may stand in one place.
        let last = word.rsplit('.').next().unwrap_or(word);
        places.next().or_else(|| self.find(node, "", last)).unwrap_or_else(|| node.at())
    }

    /// The place of a word in the text of a node, as the file writes it.
    fn find(&self, node: &Node, before: &str, word: &str) -> Option<(usize, usize)> {
        let text = node.text().filter(|text| !word.is_empty() && text.contains(word))?;
        let (line, column) = node.at();
        let start = yaml::byte_offset(&self.file.text, line, column);
        // Quotes and escapes make a text longer than it is.
        let written: String = self.file.text[start..].chars().take(2 * text.chars().count() + 4).collect();
        let context = [format!("{before}{word}"), format!("/{word}"), word.to_owned()];
        let found = context.iter().find_map(|all| Some(written.find(all.as_str())? + all.len() - word.len()))?;
        let ahead = &written[..found];
        let lines = ahead.matches('\n').count();
        let last = ahead.rsplit('\n').next().unwrap_or_default().chars().count();
        Some(if lines == 0 { (line, column + last) } else { (line + lines, last + 1) })
    }
}
