//! `standard`: shows the standards, writes and checks what is derived from them and from our own types.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::common::{DataArgs, Failure, say};
use super::uncovered::uncovered;
use crate::check::CALLED;
use crate::plan::{CheckHelp, case_schema};
use crate::policy::{Outcome, waiver_schema};
use crate::schema::{drift, write};
use crate::standard::{Library, Source};
use crate::subject::dossier;
use crate::target;

/// Folder of the JSON Schemas of our own files, beside the folders of the standards.
const OWN: &str = "own";

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
    /// Write every JSON Schema below --schemas (default: schemas): those of the tables and those of our own files.
    Derive,
    /// Refuse standards and cases that name what is not there, and JSON Schemas that differ from what tables and types give.
    Check,
}

pub(super) fn standard(args: &StandardArgs) -> Result<Outcome, Failure> {
    match args.action {
        Action::Show => show(args),
        Action::Derive => derive(args),
        Action::Check => check(args),
    }
}

fn show(args: &StandardArgs) -> Result<Outcome, Failure> {
    for standard in args.data.library()?.standards {
        let draft = if standard.draft { ", draft: not yet run" } else { "" };
        say(&format!("{}  {} ({}{draft})\n", standard.id, standard.title.get(args.data.lang), standard.edition))?;
        for operation in &standard.operations {
            let title = operation.title.get(args.data.lang);
            say(&format!(
                "  {:<6} {:<20} {} {}  {title}\n",
                operation.clause, operation.name, operation.method, operation.path
            ))?;
        }
        for form in &standard.forms {
            say(&format!("  {:<6} {:<20} form  {}\n", form.clause, form.name, form.title.get(args.data.lang)))?;
        }
    }
    Ok(Outcome::Conforming)
}

fn derive(args: &StandardArgs) -> Result<Outcome, Failure> {
    let folder = args.data.schemas.clone().unwrap_or_else(|| PathBuf::from("schemas"));
    let data = DataArgs { schemas: Some(folder.clone()), ..args.data.clone() };
    for standard in data.library()?.standards {
        write(&standard, &folder).map_err(Failure::usage)?;
        say(&format!("{}: {} schemas\n", standard.id, crate::schema::derive(&standard).len()))?;
    }
    let own = own();
    for (file, text) in &own {
        write_own(&folder.join(file), text)?;
    }
    say(&format!("{OWN}: {} files\n", own.len()))?;
    Ok(Outcome::Conforming)
}

fn check(args: &StandardArgs) -> Result<Outcome, Failure> {
    let source = args.data.schemas();
    let mut problems = Vec::new();
    let library = Library::checked(&source).map_err(Failure::usage)?;
    args.data.lint(&library, |_| true)?;
    problems.extend(uncovered(&args.data, &library)?);
    for standard in library.standards {
        problems.extend(drift(&standard, &source).map_err(Failure::usage)?.iter().map(ToString::to_string));
    }
    problems.extend(own_drift(&source)?);
    if problems.is_empty() {
        say("the JSON Schemas are in step with the tables and our own types\n")?;
        return Ok(Outcome::Conforming);
    }
    // A problem in a file comes with its own heading.
    let headed = problems.into_iter().map(|problem| Failure::usage(problem).message);
    Err(Failure::usage(headed.collect::<Vec<_>>().join("\n")))
}

/// The JSON Schemas of our own files, by path below the folder of schemas.
fn own() -> [(String, String); 4] {
    let help = CALLED.iter().map(|check| {
        let arguments = check.arguments.iter().map(|argument| argument.name).collect();
        CheckHelp { name: check.name, doc: check.doc, arguments }
    });
    let help: Vec<CheckHelp> = help.collect();
    let schemas = [
        ("case", case_schema(&help)),
        ("target", target::schema()),
        ("waivers", waiver_schema()),
        ("dossier", dossier::schema()),
    ];
    schemas.map(|(name, text)| (format!("{OWN}/{name}.schema.json"), text))
}

fn write_own(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, text));
    written.map_err(|error| Failure::usage(format!("cannot write {}: {error}", path.display())))
}

/// Where the committed schemas of our own files are not what the types give.
fn own_drift(source: &Source) -> Result<Vec<String>, Failure> {
    const HELP: &str = "run `zwfw-conform standard derive`";
    let files = source.files(".schema.json").map_err(Failure::usage)?;
    let mut problems = Vec::new();
    for (path, wanted) in own() {
        let Some(file) = files.iter().find(|file| file.path == path) else {
            problems.push(format!("{path} is missing: {HELP}"));
            continue;
        };
        let mut lines = file.text.split('\n').zip(wanted.split('\n'));
        if let Some(line) = lines.position(|(committed, wanted)| committed != wanted) {
            problems.push(format!("{path}:{} differs from what the types give: {HELP}", line + 1));
        } else if file.text.len() != wanted.len() {
            problems.push(format!("{path} is longer or shorter than what the types give: {HELP}"));
        }
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (file, text) in own() {
            write_own(&folder.path().join(file), &text).unwrap_or_else(|failure| panic!("{}", failure.message));
        }
        folder
    }

    fn drift_of(folder: &Path) -> Vec<String> {
        own_drift(&Source::Folder(folder.to_owned())).unwrap_or_else(|failure| panic!("{}", failure.message))
    }

    #[test]
    fn the_committed_schemas_of_our_own_files_are_what_the_types_give() {
        let checkout = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas"));
        assert_eq!(drift_of(checkout), [""; 0]);
    }

    #[test]
    fn what_was_just_written_does_not_differ() {
        assert_eq!(drift_of(folder().path()), [""; 0]);
    }

    #[test]
    fn a_changed_a_shortened_and_a_missing_schema_are_named() {
        let folder = folder();
        let at = |name: &str| folder.path().join(OWN).join(name);
        let text = std::fs::read_to_string(at("case.schema.json")).expect("text");
        std::fs::write(at("case.schema.json"), text.replacen("\"type\": \"object\"", "\"type\": \"objects\"", 1))
            .expect("written");
        std::fs::remove_file(at("target.schema.json")).expect("removed");
        let said = drift_of(folder.path());
        assert_eq!(
            said,
            [
                "own/case.schema.json:2 differs from what the types give: run `zwfw-conform standard derive`",
                "own/target.schema.json is missing: run `zwfw-conform standard derive`",
            ]
        );
        std::fs::write(at("case.schema.json"), text.trim_end()).expect("written");
        assert!(drift_of(folder.path())[0].contains("longer or shorter"), "{:?}", drift_of(folder.path()));
    }

    #[test]
    fn every_case_of_the_suite_keeps_the_schema_that_its_editor_uses() {
        let [(_, schema), ..] = own();
        let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
        let validator = jsonschema::draft202012::new(&schema).expect("a schema");
        let files = Source::embedded_cases().files(".yaml").expect("files");
        for file in files.iter().filter(|file| !file.path.ends_with("fixtures.yaml")) {
            let case: serde_json::Value = serde_saphyr::from_str(&file.text).expect("YAML");
            let errors: Vec<_> = validator.iter_errors(&case).map(|error| error.to_string()).collect();
            assert_eq!(errors, [""; 0], "{}", file.shown);
        }
    }
}
