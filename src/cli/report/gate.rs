//! `report gate`: decides a recorded run again.

use std::path::PathBuf;

use clap::Args;

use super::unwritten;
use crate::cli::common::Failure;
use crate::cli::gate::GateArgs;
use crate::id::Language;
use crate::policy::{Gate, Outcome};
use crate::report::{Reporters, Terminal, TerminalOptions, read};

/// Arguments of `report gate`.
#[derive(Args, Debug)]
pub(super) struct DecideArgs {
    /// The recorded stream; one without its close cannot conform.
    file: PathBuf,
    /// Print the conclusion alone.
    #[arg(long)]
    quiet: bool,
    /// Language.
    #[arg(long, value_enum, default_value = "en")]
    lang: Language,
    #[command(flatten)]
    gate: GateArgs,
}

pub(super) fn gate(args: &DecideArgs) -> Result<Outcome, Failure> {
    let recording = read(&args.file).map_err(Failure::usage)?;
    let policy = args.gate.policy_of(&recording.events)?;
    let options = TerminalOptions { language: args.lang, quiet: args.quiet, fail_on: policy.fail_on() };
    let mut reporters = Reporters::new();
    reporters.add(Terminal::stdout(options).under(policy.clone()));
    let mut gate = Gate::new(policy);
    for event in &recording.events {
        gate.event(event);
        reporters.event(event);
    }
    reporters.finish().map_err(|errors| unwritten(&errors))?;
    Ok(gate.decide().outcome)
}
