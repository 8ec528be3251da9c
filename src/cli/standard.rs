//! `standard`: shows the standards, writes and checks what is derived from them.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::common::{DataArgs, Failure, say};
use crate::policy::Outcome;
use crate::schema::{drift, write};

/// Arguments of `standard`.
#[derive(Args, Debug)]
pub(super) struct StandardArgs {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// The standards with their operations.
    Show,
    /// Write the derived JSON Schemas below --schemas (default: schemas).
    Derive,
    /// Refuse derived JSON Schemas that differ from what the tables give.
    Check,
}

pub(super) fn standard(args: &StandardArgs) -> Result<Outcome, Failure> {
    match args.action {
        Action::Show => {
            for standard in args.data.library()?.standards {
                say(&format!("{}  {} ({})\n", standard.id, standard.title.get(args.data.lang), standard.edition));
                for operation in &standard.operations {
                    let title = operation.title.get(args.data.lang);
                    say(&format!(
                        "  {:<6} {:<20} {} {}  {title}\n",
                        operation.clause, operation.name, operation.method, operation.path
                    ));
                }
            }
            Ok(Outcome::Conforming)
        }
        Action::Derive => {
            let folder = args.data.schemas.clone().unwrap_or_else(|| PathBuf::from("schemas"));
            let data = DataArgs { schemas: Some(folder.clone()), ..args.data.clone() };
            for standard in data.library()?.standards {
                write(&standard, &folder).map_err(Failure::usage)?;
                say(&format!("{}: {} tables\n", standard.id, standard.tables.len()));
            }
            Ok(Outcome::Conforming)
        }
        Action::Check => {
            let source = args.data.schemas();
            let mut problems = Vec::new();
            for standard in args.data.library()?.standards {
                problems.extend(drift(&standard, &source).map_err(Failure::usage)?);
            }
            if problems.is_empty() {
                say("derived schemas are in step with the tables\n");
                return Ok(Outcome::Conforming);
            }
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Err(Failure::usage(problems.join("\nerror: ")))
        }
    }
}
