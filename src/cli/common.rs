//! What all commands share: where data come from, and how a command fails.

use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use clap::Args;

use crate::check::{Registry, lint_cases, lint_folders};
use crate::id::Language;
use crate::plan::{Plan, Selection, build};
use crate::policy::Outcome;
use crate::standard::{Library, Source, Standard};

/// Prints to standard output. A reader that closed the pipe, as `head` does, has read enough: no error of ours.
pub(super) fn say(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::internal(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// A command that could not do its work.
#[derive(Debug)]
pub(super) struct Failure {
    pub outcome: Outcome,
    pub message: String,
}

impl Failure {
    /// Wrong usage or wrong files.
    pub fn usage(message: impl Display) -> Self {
        let message = message.to_string();
        // A problem in a file comes with its own heading.
        let message = if message.starts_with("error") { message } else { format!("error: {message}") };
        Self { outcome: Outcome::Usage, message }
    }

    /// Our own fault.
    pub fn internal(message: impl Display) -> Self {
        Self { outcome: Outcome::Internal, message: format!("internal error: {message}") }
    }
}

/// Where standards and cases come from.
#[derive(Args, Debug, Clone, Default)]
pub struct DataArgs {
    /// Standards from this folder instead of those inside the binary.
    #[arg(long, value_name = "DIR", global = true)]
    pub schemas: Option<PathBuf>,
    /// Cases from this folder instead of those inside the binary.
    #[arg(long, value_name = "DIR", global = true)]
    pub cases: Option<PathBuf>,
    /// Language of what is printed.
    #[arg(long, value_name = "LANG", value_enum, default_value = "en", global = true)]
    pub lang: Language,
}

impl DataArgs {
    pub(super) fn schemas(&self) -> Source {
        self.schemas.clone().map_or_else(Source::embedded_schemas, Source::Folder)
    }

    pub(super) fn library(&self) -> Result<Library, Failure> {
        Library::load(&self.schemas()).map_err(Failure::usage)
    }

    pub(super) fn plan(&self, library: &Library, selection: &Selection, seed: u64) -> Result<Plan, Failure> {
        // What is inside the binary was linted when it was built.
        if self.cases.is_some() {
            self.lint(library, |standard| selection.has_standard(&standard.id))?;
        }
        build(library, &self.cases(), selection, seed).map_err(Failure::usage)
    }

    pub(super) fn cases(&self) -> Source {
        self.cases.clone().map_or_else(Source::embedded_cases, Source::Folder)
    }

    /// Refuses cases of these standards that name what is not there, and files of a folder that no standard reads.
    pub(super) fn lint(&self, library: &Library, wanted: impl Fn(&Standard) -> bool) -> Result<(), Failure> {
        let (cases, registry) = (self.cases(), Registry::default());
        if self.cases.is_some() {
            // Cases of a standard that `--schemas` leaves out are not wrong.
            let inside = Source::embedded_cases().files(".yaml").map_err(Failure::usage)?;
            let inside = inside.iter().filter_map(|file| file.path.split('/').next());
            let ids = library.standards.iter().map(|standard| standard.id.as_str()).chain(inside);
            let own = self.schemas.is_some();
            lint_folders(&cases, &ids.collect(), own).map_err(Failure::usage)?;
        }
        for standard in library.standards.iter().filter(|standard| wanted(standard)) {
            lint_cases(&cases, standard, &registry).map_err(Failure::usage)?;
        }
        Ok(())
    }

    /// Tells where a requirement that was named without its standard is one of several standards: all of them are taken.
    pub(super) fn tell_shared(plan: &Plan) {
        let standards: Vec<_> = plan.standards.iter().map(|part| &*part.standard).collect();
        for (local, having) in plan.selection.shared(&standards) {
            let first = having.first().copied().unwrap_or_default();
            let having = having.join(", ");
            anstream::eprintln!(
                "note: {local} is a requirement of {having}; for one alone: --requirement {first}/{local}"
            );
        }
    }
}

/// Which cases.
#[derive(Args, Debug, Clone, Default)]
pub struct SelectionArgs {
    /// Only this standard; may be repeated.
    #[arg(id = "only-standard", long = "standard", value_name = "ID")]
    pub standards: Vec<String>,
    /// Only this operation; may be repeated.
    #[arg(id = "only-operation", long = "operation", value_name = "NAME")]
    pub operations: Vec<String>,
    /// Only cases about this requirement, `gdzw-0017-2019/T2.4` or `T2.4`; may be repeated.
    #[arg(id = "only-requirement", long = "requirement", value_name = "ID")]
    pub requirements: Vec<String>,
    /// Only cases whose id matches, `*` stands for anything; may be repeated.
    #[arg(id = "only-case", long = "case", value_name = "GLOB")]
    pub cases: Vec<String>,
    /// Only cases with this tag; may be repeated.
    #[arg(id = "only-tag", long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
}

impl SelectionArgs {
    pub(super) fn selection(&self) -> Selection {
        Selection {
            standards: self.standards.clone(),
            operations: self.operations.clone(),
            requirements: self.requirements.clone(),
            cases: self.cases.clone(),
            tags: self.tags.clone(),
            slow: false,
            drafts: false,
            probes: false,
            gateways: false,
        }
    }

    /// The same for commands that only show: drafts too.
    pub(super) fn with_drafts(&self) -> Selection {
        Selection { drafts: true, ..self.selection() }
    }
}
