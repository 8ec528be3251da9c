//! The report that a person reads: progress while the run lasts, then failures by cause, warnings, what could not be
//! told, a table and the conclusion.

use std::io::{self, Stdout, Write};

use anstream::AutoStream;

use super::reporter::Reporter;
use crate::id::Language;
use crate::policy::{FailOn, Outcome, outcome};
use crate::verdict::{Event, Fold};

mod findings;
mod paint;
mod progress;
mod summary;
mod table;
#[cfg(test)]
mod tests;

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
    fold: Fold,
}

impl Terminal<AutoStream<Stdout>> {
    /// To standard output, in colour where it is a terminal and `NO_COLOR` is not set; progress to standard error.
    pub fn stdout(options: TerminalOptions) -> Self {
        let progress = if options.quiet { Progress::off() } else { Progress::stderr(options.language) };
        Self::new(AutoStream::auto(io::stdout()), options, progress)
    }
}

impl<W: Write> Terminal<W> {
    /// To `out`, always with colour: wrap it in a stream of `anstream` that knows better.
    pub fn new(out: W, options: TerminalOptions, progress: Progress) -> Self {
        Self { out, options, progress, fold: Fold::new() }
    }

    fn write(&mut self) -> io::Result<()> {
        let (language, outcome) = (self.options.language, self.outcome());
        if !self.options.quiet {
            summary::heading(&mut self.out, &self.fold, language)?;
            findings::write(&mut self.out, &self.fold, language)?;
            summary::write(&mut self.out, &self.fold, language)?;
        }
        summary::conclusion(&mut self.out, &self.fold, outcome, language)?;
        self.out.flush()
    }

    /// What the stream amounts to; without its close it cannot conform.
    fn outcome(&self) -> Outcome {
        let stopped = self.fold.finished().and_then(|finished| finished.stopped);
        let outcome = outcome(&self.fold.totals(), stopped, self.options.fail_on);
        if self.fold.finished().is_some() { outcome } else { outcome.and(Outcome::Undecided) }
    }
}

impl<W: Write> Reporter for Terminal<W> {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.fold.event(event);
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
