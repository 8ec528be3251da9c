//! `completions` and `man`: what a shell and a reader of manuals need, made from the command line itself.

use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_complete::Shell;

use super::common::{Failure, say};
use crate::policy::Outcome;

/// Arguments of `completions`.
#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Arguments of `man`.
#[derive(Args, Debug)]
pub(super) struct ManArgs {
    /// The command whose page is printed, `report verify` for example; without it that of the program.
    command: Vec<String>,
    /// Write the pages of all commands into this folder instead.
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    output: Option<PathBuf>,
}

pub(super) fn completions(args: &CompletionsArgs, mut command: Command) -> Result<Outcome, Failure> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, &name, &mut script);
    let mut script = String::from_utf8(script).map_err(Failure::internal)?;
    if args.shell == Shell::Bash {
        // The generator spells a dash in the name of a program in two ways, and its commands are then never found.
        script = script.replace(&name.replace('-', "__subcmd__"), &name.replace('-', "__"));
    }
    say(&script)?;
    Ok(Outcome::Conforming)
}

pub(super) fn man(args: &ManArgs, command: Command) -> Result<Outcome, Failure> {
    let command = command.disable_help_subcommand(true);
    if let Some(folder) = &args.output {
        return pages(folder, command);
    }
    let mut named = command;
    named.build();
    for name in &args.command {
        let found = named.find_subcommand(name).cloned();
        named = found.ok_or_else(|| Failure::usage(format!("there is no command `{}`", args.command.join(" "))))?;
    }
    say(&page(named)?)?;
    Ok(Outcome::Conforming)
}

/// The page of one command.
fn page(command: Command) -> Result<String, Failure> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text).map_err(Failure::internal)?;
    String::from_utf8(text).map_err(Failure::internal)
}

fn pages(folder: &Path, command: Command) -> Result<Outcome, Failure> {
    let cannot = |error: std::io::Error| Failure::usage(format!("cannot write pages to {}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(cannot)?;
    clap_mangen::generate_to(command, folder).map_err(cannot)?;
    Ok(Outcome::Conforming)
}
