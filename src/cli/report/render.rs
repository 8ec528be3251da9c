//! `report render`: a recorded stream in another format.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::unwritten;
use crate::cli::common::Failure;
use crate::cli::gate::GateArgs;
use crate::id::Language;
use crate::policy::Outcome;
use crate::report::{
    Junit, JunitMode, Progress, Render, Reporters, Terminal, TerminalOptions, WholeFile, csv, html, markdown, read,
    sarif,
};

/// Arguments of `report render`.
#[derive(Args, Debug)]
pub(super) struct RenderArgs {
    /// The recorded stream, for example reports/out/events.jsonl.
    file: PathBuf,
    /// The format.
    #[arg(long, value_enum)]
    format: Format,
    /// The file to write; standard output for `terminal` when left out.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Encoding of CSV.
    #[arg(long, value_enum, default_value = "utf-8")]
    encoding: Encoding,
    /// Render a stream without its close as well, marked as incomplete.
    #[arg(long)]
    allow_incomplete: bool,
    /// Language.
    #[arg(long, value_enum, default_value = "en")]
    lang: Language,
    #[command(flatten)]
    gate: GateArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// What `run` prints.
    Terminal,
    /// JUnit XML, one test case for each requirement, aspect and operation.
    Junit,
    /// JUnit XML, one test case for each verdict.
    JunitPerCase,
    /// One page for people: it opens from disk, and prints as an acceptance record.
    Html,
    /// A summary for a merge request.
    Markdown,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// A table with one row for each requirement, aspect and operation.
    Csv,
    /// A table with one row for each verdict.
    CsvPerCase,
}

/// Encoding of a table.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Encoding {
    /// UTF-8 with a byte order mark.
    #[value(name = "utf-8")]
    Utf8,
    /// GB18030.
    Gb18030,
}

pub(super) fn render(args: &RenderArgs) -> Result<Outcome, Failure> {
    let recording = read(&args.file).map_err(Failure::usage)?;
    if !recording.complete && !args.allow_incomplete {
        let message = format!(
            "{} has no `run-finished`: the run was cut short; --allow-incomplete renders it as such",
            args.file.display()
        );
        return Err(Failure::usage(message));
    }
    if args.output.as_deref().is_some_and(|output| same_file(output, &args.file)) {
        return Err(Failure::usage(format!(
            "--output {} is the recording itself: name another file",
            args.file.display()
        )));
    }
    let policy = args.gate.policy_of(&recording.events)?;
    let mut reporters = Reporters::new();
    let output = || -> Result<&Path, Failure> {
        args.output.as_deref().ok_or_else(|| Failure::usage("this format needs --output FILE"))
    };
    let cannot = |error: std::io::Error| {
        let path = args.output.as_deref().unwrap_or(Path::new("")).display();
        Failure::usage(format!("cannot write {path}: {error}"))
    };
    let whole = |render: Render| WholeFile::create(output()?, render, policy.clone(), args.lang).map_err(cannot);
    let junit = |mode| Ok(Junit::create(output()?, mode, args.lang).map_err(cannot)?.under(policy.clone()));
    match (args.format, args.encoding) {
        (Format::Junit, _) => reporters.add(junit(JunitMode::PerRequirement)?),
        (Format::JunitPerCase, _) => reporters.add(junit(JunitMode::PerCase)?),
        (Format::Html, _) => reporters.add(whole(html::render)?),
        (Format::Markdown, _) => reporters.add(whole(markdown::render)?),
        (Format::Sarif, _) => reporters.add(whole(sarif::render)?),
        (Format::Csv, Encoding::Utf8) => reporters.add(whole(csv::by_requirement)?),
        (Format::Csv, Encoding::Gb18030) => reporters.add(whole(csv::by_requirement_gb)?),
        (Format::CsvPerCase, Encoding::Utf8) => reporters.add(whole(csv::by_verdict)?),
        (Format::CsvPerCase, Encoding::Gb18030) => reporters.add(whole(csv::by_verdict_gb)?),
        (Format::Terminal, _) => {
            let options = TerminalOptions { language: args.lang, quiet: false, fail_on: policy.fail_on() };
            match &args.output {
                None => reporters.add(Terminal::stdout(options).under(policy.clone())),
                Some(path) => {
                    let file = std::fs::File::create(path).map_err(cannot)?;
                    // A file is no terminal: no colours.
                    let plain = anstream::StripStream::new(file);
                    reporters.add(Terminal::new(plain, options, Progress::off()).under(policy.clone()));
                }
            }
        }
    }
    for event in &recording.events {
        reporters.event(event);
    }
    reporters.finish().map_err(|errors| unwritten(&errors))?;
    Ok(Outcome::Conforming)
}

fn same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}
