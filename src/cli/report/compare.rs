//! `report compare`: two recorded runs side by side.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::common::{Failure, say};
use crate::cli::gate::whole;
use crate::id::Language;
use crate::policy::{Outcome, Snapshot};
use crate::report::compare::{Comparison, html, markdown, plain};

/// Arguments of `report compare`.
#[derive(Args, Debug)]
pub(super) struct CompareArgs {
    /// Events of the earlier run.
    before: PathBuf,
    /// Events of the later run.
    after: PathBuf,
    /// The format.
    #[arg(long, value_enum, default_value = "terminal")]
    format: Format,
    /// The file to write; standard output when left out.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Language.
    #[arg(long, value_enum, default_value = "en")]
    lang: Language,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Plain text.
    Terminal,
    /// For a merge request.
    Markdown,
    /// One self-contained page.
    Html,
}

pub(super) fn compare(args: &CompareArgs) -> Result<Outcome, Failure> {
    let snapshot = |path: &PathBuf| Ok(Snapshot::of(&whole(path)?.events));
    let comparison = Comparison::new(snapshot(&args.before)?, snapshot(&args.after)?);
    let text = match args.format {
        Format::Terminal => plain(&comparison, args.lang),
        Format::Markdown => markdown(&comparison, args.lang),
        Format::Html => html(&comparison, args.lang),
    };
    match &args.output {
        None => say(&text)?,
        Some(path) => {
            let cannot = |error| Failure::usage(format!("cannot write {}: {error}", path.display()));
            std::fs::write(path, text).map_err(cannot)?;
        }
    }
    match comparison.delta.newly_failing().next() {
        Some(_) => Ok(Outcome::NotConforming),
        None => Ok(Outcome::Conforming),
    }
}
