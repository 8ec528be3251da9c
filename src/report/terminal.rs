//! The report that a person reads: progress while the run lasts, then failures by cause, warnings, what could not be
//! told, a table and the conclusion.

use std::io::{self, Stdout, Write};
use std::sync::Arc;

use anstream::AutoStream;

use super::reporter::Reporter;
use crate::id::Language;
use crate::policy::{Decision, FailOn, Gate, Policy, Terms};
use crate::verdict::Event;

mod findings;
mod held;
mod paint;
mod progress;
mod size;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod wrap;

pub use progress::Progress;

/// What the terminal shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct TerminalOptions {
    /// Language.
    pub language: Language,
    /// Only the conclusion.
    pub quiet: bool,
    /// The mildest verdict that makes a run not conforming.
    pub fail_on: FailOn,
}

/// Writes the report when the stream ends, and progress before.
pub struct Terminal<W: Write> {
    out: W,
    options: TerminalOptions,
    progress: Progress,
    gate: Gate,
    columns: Option<usize>,
}

impl Terminal<AutoStream<Stdout>> {
    /// To standard output: in colour, and no wider than the terminal, where it is one and `NO_COLOR` is not set; progress to
    /// standard error.
    pub fn stdout(options: TerminalOptions) -> Self {
        let progress = if options.quiet { Progress::off() } else { Progress::stderr(options.language) };
        Self { columns: size::columns(), ..Self::new(AutoStream::auto(io::stdout()), options, progress) }
    }
}

impl<W: Write> Terminal<W> {
    /// To `out`, always with colour: wrap it in a stream of `anstream` that knows better.
    pub fn new(out: W, options: TerminalOptions, progress: Progress) -> Self {
        let terms = Terms { fail_on: Some(options.fail_on), ..Terms::default() };
        let policy = Policy::new(terms, jiff::civil::Date::MIN, "");
        Self { out, options, progress, gate: Gate::new(Arc::new(policy)), columns: None }
    }

    /// The same under waivers, a baseline and limits; before the first event.
    #[must_use]
    pub fn under(self, policy: Arc<Policy>) -> Self {
        Self { gate: Gate::new(policy), ..self }
    }

    fn write(&mut self) -> io::Result<()> {
        let (language, fold, decision) = (self.options.language, self.gate.fold(), self.gate.decide());
        let Decision { outcome, .. } = decision;
        let mut text = Vec::new();
        if !self.options.quiet {
            summary::heading(&mut text, fold, language)?;
            findings::write(&mut text, fold, language)?;
            held::write(&mut text, &self.gate, &decision, language)?;
            summary::write(&mut text, fold, (language, self.columns))?;
        }
        held::stale(&mut text, &self.gate, &decision, language)?;
        held::too_little(&mut text, &decision, language)?;
        summary::conclusion(&mut text, fold, outcome, language)?;
        let text = String::from_utf8_lossy(&text);
        self.out.write_all(wrap::wrapped(&text, self.columns).as_bytes())?;
        self.out.flush()
    }
}

impl<W: Write> Reporter for Terminal<W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.gate.event(event);
        self.progress.event(event);
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.progress.finish();
        match self.write() {
            // Whoever closed the pipe, `head` for example, has read all that was wanted.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }

    fn name(&self) -> &str {
        "terminal"
    }
}
