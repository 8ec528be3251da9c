//! `judge form`: judges forms that somebody filled in.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use super::super::common::Failure;
use super::object::ObjectArgs;
use crate::policy::Outcome;
use crate::standard::Subject;
use crate::subject::form::{FORMS_MAX, Filled, hear, parts, read};

/// Arguments of `judge form`.
#[derive(Args, Debug)]
pub(super) struct FormArgs {
    /// The forms, in YAML, JSON or XLSX. What is handed in together is judged together: test beside production, the gateway's
    /// application beside the network policy.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Which form the files are; it is recognised by its labels when left out.
    #[arg(long = "form", value_name = "NAME")]
    form: Option<String>,
    #[command(flatten)]
    object: ObjectArgs,
}

pub(super) fn form(args: &FormArgs) -> Result<Outcome, Failure> {
    let library = args.object.data.library()?;
    let standards = args.object.standards(&library, Subject::Form)?;
    let mut forms: Vec<Filled> = Vec::new();
    for path in &args.files {
        let shown = path.display().to_string();
        let bytes = bytes(path).map_err(|error| Failure::usage(format!("cannot read {shown}: {error}")))?;
        let form = read(&standards, &shown, &bytes, args.form.as_deref()).map_err(Failure::usage)?;
        notes(&form);
        forms.push(form);
    }
    let names: Vec<String> = args.files.iter().map(|path| name(path)).collect();
    let asked = standards.iter().flat_map(|standard| &standard.forms);
    let whole = asked.into_iter().all(|form| forms.iter().any(|filled| filled.form == form.name));
    let opening = (Subject::Form, args.object.identity(&names.join(", ")), forms.len(), whole);
    args.object.hear(opening, parts(&standards, &forms), |emission| {
        hear(&standards, &forms, emission);
        Ok(())
    })
}

/// Says what of a form was not read, and that there is nothing to judge where nothing is filled in.
fn notes(form: &Filled) {
    for note in &form.notes {
        anstream::eprintln!("note: {}: {note}", form.file);
    }
    if form.is_empty() {
        anstream::eprintln!("note: {}: nothing is filled in: no cell of {} can be judged", form.file, form.form);
    }
}

/// What is larger than any form is not read to its end.
fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(FORMS_MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
