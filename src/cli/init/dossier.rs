//! `init dossier`: every item that a standard asks a paper for, to be filled in.

use std::path::{Path, PathBuf};

use clap::Args;

use super::super::common::{DataArgs, Failure, say};
use crate::policy::Outcome;
use crate::standard::{Library, Standard, Subject};
use crate::subject::dossier::{Draft, Object, SCHEMA_FILE, schema};
use crate::yaml::nearest;

/// Arguments of `init dossier`.
#[derive(Args, Debug)]
pub(super) struct DossierArgs {
    /// The standard whose items are asked; needed only where several ask for a dossier.
    #[arg(id = "of-standard", long = "standard", value_name = "ID")]
    standard: Option<String>,
    /// Name of the platform, system or service.
    #[arg(long, value_name = "NAME", default_value = "Example platform")]
    name: String,
    /// Who makes it.
    #[arg(long, value_name = "NAME", default_value = "")]
    vendor: String,
    /// Its version.
    #[arg(long = "object-version", value_name = "VERSION", default_value = "")]
    version: String,
    /// The file to write, with the schema for editors beside it; standard output when left out.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that is there.
    #[arg(long)]
    force: bool,
    /// Print the JSON Schema of dossiers instead, for editors.
    #[arg(long)]
    schema: bool,
}

pub(super) fn dossier(args: &DossierArgs, data: &DataArgs) -> Result<Outcome, Failure> {
    let text = if args.schema {
        schema()
    } else {
        let library = data.library()?;
        let object = Object { name: args.name.clone(), vendor: args.vendor.clone(), version: args.version.clone() };
        Draft { standard: standard(args, &library)?, object, language: data.lang }.text()
    };
    let Some(path) = &args.output else {
        say(&text)?;
        return Ok(Outcome::Conforming);
    };
    write(path, &text, args.force)?;
    // Editors look for the schema beside the file; one that says the same may stay.
    let beside = path.with_file_name(SCHEMA_FILE);
    let same = std::fs::read_to_string(&beside).is_ok_and(|found| found == schema());
    if !args.schema && !same {
        write(&beside, &schema(), args.force)?;
    }
    Ok(Outcome::Conforming)
}

fn write(path: &Path, text: &str, force: bool) -> Result<(), Failure> {
    if path.exists() && !force {
        let message = format!("{} is there already: --force writes over it", path.display());
        return Err(Failure::usage(message));
    }
    let written = std::fs::write(path, text);
    written.map_err(|error| Failure::usage(format!("cannot write {}: {error}", path.display())))
}

/// The standard that is asked for, or the only one that asks for a dossier.
fn standard<'l>(args: &DossierArgs, library: &'l Library) -> Result<&'l Standard, Failure> {
    let known = library.standards.iter().filter(|standard| standard.has_subject(Subject::Dossier));
    let known: Vec<&Standard> = known.collect();
    let names = || known.iter().map(|standard| standard.id.as_str());
    let expected = names().collect::<Vec<_>>().join(", ");
    match &args.standard {
        None => match known.as_slice() {
            [only] => Ok(only),
            _ => Err(Failure::usage(format!("--standard says whose items are asked: expected {expected}"))),
        },
        Some(id) => known.iter().find(|standard| standard.id == *id).copied().ok_or_else(|| {
            let help = nearest(id, names()).map(|near| format!(": did you mean `{near}`?"));
            let help = help.unwrap_or_else(|| format!(": expected {expected}"));
            Failure::usage(format!("`{id}` asks for no dossier{help}"))
        }),
    }
}
