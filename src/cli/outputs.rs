//! Where reports go, and which there are: shared by whatever makes a stream.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::common::Failure;
use crate::id::Language;
use crate::policy::Policy;
use crate::report::{
    JsonLines, Junit, JunitMode, Render, Reporters, Terminal, TerminalOptions, WholeFile, csv, html, markdown, sarif,
};

/// The recording.
const EVENTS: &str = "events.jsonl";

/// The report that people read and sign.
const PAGE: &str = "report.html";

/// Further reports that are one file, by name.
const WHOLE: [(&str, Render); 3] =
    [("summary.md", markdown::render), ("report.sarif", sarif::render), ("results.csv", csv::by_requirement)];

/// Names of all reports, in no order.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    [EVENTS, "junit.xml", PAGE].into_iter().chain(WHOLE.iter().map(|(name, _)| *name))
}

/// Where reports go.
#[derive(Args, Debug, Clone)]
pub struct OutputArgs {
    /// Folder of the reports.
    #[arg(long, value_name = "DIR", default_value = "reports/out")]
    pub out: PathBuf,
    /// Print the conclusion alone.
    #[arg(long)]
    pub quiet: bool,
    /// One JUnit test case a requirement, or a verdict.
    #[arg(long, value_name = "MODE", value_enum, default_value = "per-requirement")]
    pub junit: JunitMode,
}

impl OutputArgs {
    /// Refuses to write over a recording that is read: a part would be gone, and a baseline that follows every run would let each new
    /// finding through the next time.
    pub(super) fn spare<'p>(&self, read: impl IntoIterator<Item = &'p Path>) -> Result<(), Failure> {
        let Ok(own) = self.out.join(EVENTS).canonicalize() else { return Ok(()) };
        match read.into_iter().find(|file| file.canonicalize().is_ok_and(|file| file == own)) {
            None => Ok(()),
            Some(file) => {
                let file = file.display();
                Err(Failure::usage(format!(
                    "{file} would be written over: keep it elsewhere, or name another folder with --out"
                )))
            }
        }
    }

    /// The reporters of a stream.
    pub(super) fn reporters(&self, policy: &Arc<Policy>, language: Language) -> Result<Reporters, Failure> {
        let folder =
            |error: std::io::Error| Failure::usage(format!("cannot write reports to {}: {error}", self.out.display()));
        let mut reporters = Reporters::new();
        reporters.add(JsonLines::create(&self.out.join(EVENTS)).map_err(folder)?);
        let junit = Junit::create(&self.out.join("junit.xml"), self.junit, language).map_err(folder)?;
        reporters.add(junit.under(policy.clone()));
        let page = WholeFile::create(&self.out.join(PAGE), html::render, policy.clone(), language).map_err(folder)?;
        for (name, render) in WHOLE {
            reporters.add(page.beside(&self.out.join(name), render).map_err(folder)?);
        }
        reporters.add(page.of_deviations());
        let options = TerminalOptions { language, quiet: self.quiet, fail_on: policy.fail_on() };
        reporters.add(Terminal::stdout(options).under(policy.clone()));
        Ok(reporters)
    }
}
