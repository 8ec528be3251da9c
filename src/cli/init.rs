//! `init`: files to begin with.

use clap::{Args, Subcommand};

use super::common::{DataArgs, Failure, say};
use super::needs;
use crate::plan::Selection;
use crate::policy::Outcome;

mod ask;
mod dossier;
mod draft;
mod form;
mod probe;
mod target;

/// Arguments of `init`.
#[derive(Args, Debug)]
pub(super) struct InitArgs {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A commented target file. On a terminal it asks for what no flag says; secrets are never asked for, only the
    /// names of the environment variables that hold them.
    Target(Box<target::TargetArgs>),
    /// The records to load into a target, and which requirements each unlocks.
    Data {
        /// Only this standard.
        #[arg(id = "of-standard", long = "standard", value_name = "ID")]
        standard: Option<String>,
    },
    /// A dossier to be filled in: every item that a standard asks a paper for.
    Dossier(dossier::DossierArgs),
    /// An empty form to fill in; the list of forms when no name is given.
    Form(form::FormArgs),
    /// The JSON Schema of target files, for editors.
    Schema,
}

pub(super) fn init(args: &InitArgs) -> Result<Outcome, Failure> {
    match &args.what {
        What::Target(own) => target::target(own, &args.data),
        What::Form(own) => form::form(own, &args.data),
        What::Data { standard } => data(args, standard.as_deref()),
        What::Dossier(own) => dossier::dossier(own, &args.data),
        What::Schema => {
            say(&crate::target::schema())?;
            Ok(Outcome::Conforming)
        }
    }
}

fn data(args: &InitArgs, standard: Option<&str>) -> Result<Outcome, Failure> {
    let selection =
        Selection { standards: standard.iter().map(|id| (*id).to_owned()).collect(), ..Selection::default() };
    let plan = args.data.plan(&args.data.library()?, &selection, 1)?;
    let parts = plan.standards.iter().map(|part| needs::text(part, args.data.lang));
    say(&parts.collect::<String>())?;
    Ok(Outcome::Conforming)
}
