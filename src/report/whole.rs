//! Reports that are one file, written when the stream ends.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::place::{clear, put};
use super::reporter::Reporter;
use crate::id::Language;
use crate::policy::{Gate, Policy};
use crate::verdict::{Event, Verdict, VerdictEvent};

/// Everything that a document is made from.
pub struct Material {
    /// The stream folded, under its policy.
    pub gate: Gate,
    /// Verdicts in stream order: every one, or what deviates or rests on a reading alone.
    pub verdicts: Vec<VerdictEvent>,
    /// Milliseconds of every exchange, by standard and operation.
    pub latencies: BTreeMap<(String, String), Vec<f64>>,
    /// Language.
    pub language: Language,
}

/// Makes a document of a stream, whole or not: one without its close says so.
pub type Render = fn(&Material) -> io::Result<Vec<u8>>;

/// Writes a document when the stream ends.
pub struct WholeFile {
    path: PathBuf,
    name: String,
    render: Render,
    material: Arc<Mutex<Material>>,
    feeds: Feeds,
}

/// What a document takes of the stream into its material.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Feeds {
    Everything,
    Deviations,
    /// Another document, which shares the material, does.
    Nothing,
}

impl WholeFile {
    /// Will write to `path`; folders on the way are made. A file of an earlier run is removed now, so that it cannot be
    /// taken for the report of a run that was killed.
    ///
    /// # Errors
    /// When the folder cannot be made or the old file cannot be removed.
    pub fn create(path: &Path, render: Render, policy: Arc<Policy>, language: Language) -> io::Result<Self> {
        clear(path)?;
        let gate = Gate::new(policy);
        let material = Material { gate, verdicts: Vec::new(), latencies: BTreeMap::new(), language };
        let (name, material) = (path.display().to_string(), Arc::new(Mutex::new(material)));
        Ok(Self { path: path.to_owned(), name, render, material, feeds: Feeds::Everything })
    }

    /// Another document of the same stream, which shares the material: this one has to be fed, too.
    ///
    /// # Errors
    /// As [`WholeFile::create`].
    pub fn beside(&self, path: &Path, render: Render) -> io::Result<Self> {
        clear(path)?;
        let (name, material) = (path.display().to_string(), self.material.clone());
        Ok(Self { path: path.to_owned(), name, render, material, feeds: Feeds::Nothing })
    }

    /// Keeps of the verdicts what deviates or rests on a reading alone, for documents that say nothing of the others one by one.
    #[must_use]
    pub fn of_deviations(self) -> Self {
        Self { feeds: Feeds::Deviations, ..self }
    }
}

impl Material {
    /// Takes one event in; of the verdicts, where that is asked for, what deviates alone: a run has tens of thousands that
    /// do not.
    fn event(&mut self, event: &Event, deviations: bool) {
        self.gate.event(event);
        match event {
            Event::Verdict(verdict) if !deviations || is_told(verdict) => {
                self.verdicts.push((**verdict).clone());
            }
            Event::Exchange(exchange) => {
                let place = (exchange.standard.clone(), exchange.operation.clone());
                self.latencies.entry(place).or_default().push(exchange.millis);
            }
            Event::Verdict(_) | Event::RunStarted(_) | Event::Requirement(_) | Event::RunFinished(_) => {}
        }
    }
}

/// Whether a document says anything of a verdict by itself: it deviates, or rests on a reading, which is named also where it
/// leaves a requirement out.
fn is_told(verdict: &VerdictEvent) -> bool {
    let reading = verdict.finding.as_ref().and_then(|finding| finding.reading.as_ref());
    verdict.verdict > Verdict::Pass || reading.is_some()
}

impl Reporter for WholeFile {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        if self.feeds != Feeds::Nothing {
            let mut material = self.material.lock().unwrap_or_else(PoisonError::into_inner);
            material.event(event, self.feeds == Feeds::Deviations);
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let material = self.material.lock().unwrap_or_else(PoisonError::into_inner);
        put(&self.path, &(self.render)(&material)?)
    }

    fn name(&self) -> &str {
        &self.name
    }
}
