//! `init form`: an empty form to fill in.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::cli::common::{DataArgs, Failure, say};
use crate::policy::Outcome;
use crate::standard::{Form, Library, Standard};
use crate::subject::form::{Blank, Filled, blank};
use crate::yaml::nearest;

/// Arguments of `init form`.
#[derive(Args, Debug)]
pub(super) struct FormArgs {
    /// Name of the form.
    name: Option<String>,
    /// What it is written as.
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "yaml")]
    format: Blank,
    /// The file to write; standard output when left out, which a workbook is not written to.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that is there.
    #[arg(long)]
    force: bool,
}

pub(super) fn form(args: &FormArgs, data: &DataArgs) -> Result<Outcome, Failure> {
    let library = data.library()?;
    let Some(name) = &args.name else {
        let line = |(standard, form): (&Standard, &Form)| {
            format!("{:<24} {:<20} {}\n", form.name, standard.id, form.title.get(data.lang))
        };
        say(&forms(&library).map(line).collect::<String>())?;
        return Ok(Outcome::Conforming);
    };
    let (standard, form) = forms(&library).find(|(_, form)| form.name == *name).ok_or_else(|| {
        let near = nearest(name, forms(&library).map(|(_, form)| form.name.as_str()));
        let help = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
        Failure::usage(format!("no form `{name}`{help}"))
    })?;
    let written = blank(standard, form, &Filled::empty(standard, form, ""), args.format).map_err(Failure::internal)?;
    let Some(output) = &args.output else {
        if args.format == Blank::Xlsx {
            return Err(Failure::usage("a workbook is written to a file: expected --output FILE"));
        }
        say(&String::from_utf8_lossy(&written))?;
        return Ok(Outcome::Conforming);
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(!args.force).create(true).truncate(args.force);
    let file = options.open(output).and_then(|mut file| file.write_all(&written));
    file.map_err(|error| Failure::usage(format!("cannot write {}: {error}", output.display())))?;
    Ok(Outcome::Conforming)
}

fn forms(library: &Library) -> impl Iterator<Item = (&Standard, &Form)> {
    library.standards.iter().flat_map(|standard| standard.forms.iter().map(move |form| (standard, form)))
}
