//! The command line: one file a command.

mod common;
mod completions;
mod evidence;
mod explain;
mod explore;
mod gate;
mod init;
mod judge;
mod list;
mod needs;
mod outputs;
mod prove;
mod report;
mod run;
mod serve;
mod standard;
mod stop;
mod uncovered;
mod waive;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::policy::Outcome;

/// Contract conformance tests for implementations of China's e-government interface standards.
///
/// Exit codes: 0 conforming, 1 not conforming, 2 wrong usage or files, 3 could not decide, 4 internal error.
#[derive(Parser)]
#[command(name = "zwfw-conform", version, max_term_width = 120)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Test a provider; without --target the embedded simulator.
    Run(run::RunArgs),
    /// Serve the embedded simulator over HTTP and print a target file for it.
    Serve(serve::ServeArgs),
    /// Prove the suite: every mutant of the simulator must turn exactly its own requirement.
    Prove(prove::ProveArgs),
    /// List requirements, cases, mutants, checks or coverage.
    List(list::ListArgs),
    /// Explain a requirement: its row, readings, cases and mutants.
    Explain(explain::ExplainArgs),
    /// Show the standards, write or check their derived JSON Schemas.
    Standard(standard::StandardArgs),
    /// Render, decide, compare, join, bundle and verify what was recorded.
    Report(report::ReportArgs),
    /// Judge evidence that exists already.
    Judge(judge::JudgeArgs),
    /// Write a waiver for a finding of a failing run.
    Waive(waive::WaiveArgs),
    /// Write a commented target file to begin with, or list the records to load.
    Init(init::InitArgs),
    /// Print completions for a shell.
    Completions(completions::CompletionsArgs),
    /// Print a manual page, or write those of all commands.
    Man(completions::ManArgs),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output and are no error.
            let wrong = error.use_stderr();
            let _ = error.print();
            return if wrong { Outcome::Usage.into() } else { ExitCode::SUCCESS };
        }
    };
    let result = match cli.command {
        Command::Run(args) => run::run(args),
        Command::Serve(args) => serve::serve(&args),
        Command::Prove(args) => prove::prove(&args),
        Command::List(args) => list::list(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Standard(args) => standard::standard(&args),
        Command::Report(args) => report::report(&args),
        Command::Judge(args) => judge::judge(&args),
        Command::Waive(args) => waive::waive(&args),
        Command::Init(args) => init::init(&args),
        Command::Completions(args) => completions::completions(&args, Cli::command()),
        Command::Man(args) => completions::man(&args, Cli::command()),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            anstream::eprintln!("{}", failure.message);
            failure.outcome.into()
        }
    }
}
