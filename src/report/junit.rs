//! The JUnit report that continuous integration shows.
//!
//! A failure is red, and so is what could not be told (`error` of type `inconclusive`): a skipped test would look green,
//! and not reached is never a pass; so is a waiver to mend. Warnings are green with a text, unless they are to fail the run;
//! what is not judged, or is waived, is skipped with its reason.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::place::{clear, put};
use super::reporter::Reporter;
use crate::id::Language;
use crate::policy::{Gate, Policy};
use crate::verdict::{Event, VerdictEvent};

mod build;
mod gate;
mod model;
#[cfg(test)]
mod tests;
mod xml;

/// What a test case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum JunitMode {
    /// One aspect of one requirement in one operation.
    #[default]
    PerRequirement,
    /// One verdict of one case.
    PerCase,
}

/// Writes `junit.xml` when the stream ends.
pub struct Junit {
    path: PathBuf,
    name: String,
    mode: JunitMode,
    language: Language,
    gate: Gate,
    verdicts: Vec<VerdictEvent>,
}

impl Junit {
    /// Will write to `path`; folders on the way are made. A file of an earlier run is removed now, so that it cannot
    /// be taken for the report of a run that was killed.
    ///
    /// # Errors
    /// When the folder cannot be made or the old file cannot be removed.
    pub fn create(path: &Path, mode: JunitMode, language: Language) -> io::Result<Self> {
        clear(path)?;
        let name = path.display().to_string();
        let gate = Gate::new(Arc::default());
        Ok(Self { path: path.to_owned(), name, mode, language, gate, verdicts: Vec::new() })
    }

    /// The same under waivers and a baseline; before the first event.
    #[must_use]
    pub fn under(self, policy: Arc<Policy>) -> Self {
        Self { gate: Gate::new(policy), ..self }
    }

    /// The document as far as the stream goes.
    ///
    /// # Errors
    /// None that is known; the XML writer's type has one.
    pub fn render(&self) -> io::Result<Vec<u8>> {
        let Self { gate, verdicts, mode, language, .. } = self;
        let (fold, policy) = (gate.fold(), gate.policy());
        let source = build::Source { fold, policy, verdicts, mode: *mode, language: *language };
        let mut suites = source.suites();
        suites.extend(gate::suite(&gate.decide(), policy, *language));
        let sum = suites.iter().map(|suite| suite.seconds).sum();
        xml::document(&suites, fold.finished().map_or(sum, |finished| finished.seconds))
    }
}

impl Reporter for Junit {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.gate.event(event);
        match (event, self.mode) {
            (Event::Verdict(verdict), JunitMode::PerCase) => self.verdicts.push((**verdict).clone()),
            (Event::Verdict(_), JunitMode::PerRequirement)
            | (Event::RunStarted(_) | Event::Requirement(_) | Event::Exchange(_) | Event::RunFinished(_), _) => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        put(&self.path, &self.render()?)
    }

    fn name(&self) -> &str {
        &self.name
    }
}
