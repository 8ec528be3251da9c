//! Reports that are one file, written when the stream ends.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::reporter::Reporter;
use crate::id::Language;
use crate::policy::{Gate, Policy};
use crate::verdict::{Event, Verdict, VerdictEvent};

/// Everything that a document is made from.
pub struct Material {
    /// The stream folded, under its policy.
    pub gate: Gate,
    /// Verdicts in stream order: every one, or what deviates alone.
    pub verdicts: Vec<VerdictEvent>,
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
    material: Material,
    deviating: bool,
}

impl WholeFile {
    /// Will write to `path`; folders on the way are made. A file of an earlier run is removed now, so that it cannot be
    /// taken for the report of a run that was killed.
    ///
    /// # Errors
    /// When the folder cannot be made or the old file cannot be removed.
    pub fn create(path: &Path, render: Render, policy: Arc<Policy>, language: Language) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let material = Material { gate: Gate::new(policy), verdicts: Vec::new(), language };
        Ok(Self { path: path.to_owned(), name: path.display().to_string(), render, material, deviating: false })
    }

    /// Keeps of the verdicts what deviates alone, for documents that say nothing of the others one by one.
    #[must_use]
    pub fn of_deviations(self) -> Self {
        Self { deviating: true, ..self }
    }
}

impl Material {
    /// Takes one event in.
    pub fn event(&mut self, event: &Event) {
        self.gate.event(event);
        if let Event::Verdict(verdict) = event {
            self.verdicts.push((**verdict).clone());
        }
    }

    /// The same, of the verdicts keeping what deviates alone: a run has tens of thousands that do not.
    pub fn deviating(&mut self, event: &Event) {
        self.gate.event(event);
        if let Event::Verdict(verdict) = event
            && verdict.verdict > Verdict::Pass
        {
            self.verdicts.push((**verdict).clone());
        }
    }
}

impl Reporter for WholeFile {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        if self.deviating {
            self.material.deviating(event)
        } else {
            self.material.event(event)
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        // Renamed into place: a reader never meets half a document.
        let mut part = self.path.clone().into_os_string();
        part.push(".part");
        fs::write(&part, (self.render)(&self.material)?)?;
        fs::rename(&part, &self.path)
    }

    fn name(&self) -> &str {
        &self.name
    }
}
