//! `report`: renders a recorded event stream.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::common::Failure;
use super::gate::GateArgs;
use crate::id::Language;
use crate::policy::Outcome;
use crate::report::{Junit, JunitMode, Progress, Reporters, Terminal, TerminalOptions, read};

/// Arguments of `report`.
#[derive(Args, Debug)]
pub(super) struct ReportArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Render a recorded stream in another format.
    Render {
        /// The recorded stream, for example reports/out/events.jsonl.
        file: PathBuf,
        /// The format.
        #[arg(long, value_enum)]
        format: Format,
        /// The file to write; standard output for `terminal` when left out.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Render a stream without its close as well, marked as incomplete.
        #[arg(long)]
        allow_incomplete: bool,
        /// Language.
        #[arg(long, value_enum, default_value = "en")]
        lang: Language,
        #[command(flatten)]
        gate: GateArgs,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// What `run` prints.
    Terminal,
    /// JUnit XML, one test case for each requirement, aspect and operation.
    Junit,
    /// JUnit XML, one test case for each verdict.
    JunitPerCase,
}

pub(super) fn report(args: &ReportArgs) -> Result<Outcome, Failure> {
    let Action::Render { file, format, output, allow_incomplete, lang, gate } = &args.action;
    let recording = read(file).map_err(Failure::usage)?;
    if !recording.complete && !allow_incomplete {
        let message = format!(
            "{} has no `run-finished`: the run was cut short; --allow-incomplete renders it as such",
            file.display()
        );
        return Err(Failure::usage(message));
    }
    let policy = gate.policy_of(&recording.events)?;
    let mut reporters = Reporters::new();
    let needs_output = || Failure::usage("this format needs --output FILE");
    let mode = match format {
        Format::Terminal => None,
        Format::Junit => Some(JunitMode::PerRequirement),
        Format::JunitPerCase => Some(JunitMode::PerCase),
    };
    match (mode, output) {
        (Some(mode), output) => {
            let path = output.as_ref().ok_or_else(needs_output)?;
            reporters.add(Junit::create(path, mode, *lang).map_err(Failure::usage)?.under(policy));
        }
        (None, output) => {
            let options = TerminalOptions { language: *lang, quiet: false, fail_on: policy.fail_on() };
            match output {
                None => reporters.add(Terminal::stdout(options).under(policy)),
                Some(path) => {
                    let file = std::fs::File::create(path).map_err(Failure::usage)?;
                    // A file is no terminal: no colours.
                    let plain = anstream::StripStream::new(file);
                    reporters.add(Terminal::new(plain, options, Progress::off()).under(policy));
                }
            }
        }
    }
    for event in &recording.events {
        reporters.event(event);
    }
    let join = |errors: Vec<crate::report::ReporterError>| {
        Failure::internal(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    };
    reporters.finish().map_err(join)?;
    Ok(Outcome::Conforming)
}
