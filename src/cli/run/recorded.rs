//! What a run takes from an earlier one, and what it keeps for a later one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use secrecy::ExposeSecret;

use super::again::Again;
use super::now;
use crate::cli::common::Failure;
use crate::cli::gate::whole;
use crate::plan::Plan;
use crate::policy::FailOn;
use crate::recording::{Header, Identity, JOURNAL_FILE, Journal, Keeper, Recipient};
use crate::report::read;
use crate::run::Tape;
use crate::target::Target;
use crate::verdict::{Event, RunStarted};

/// What a run takes from an earlier one, and what it keeps.
#[derive(Args, Debug, Clone, Default)]
pub struct RecordArgs {
    /// Keep every exchange beside the events, without credentials and personal data; `sealed` keeps all of it, readable
    /// with the key of --recipient alone.
    #[arg(long, value_name = "HOW", value_enum, num_args = 0..=1, default_missing_value = "masked")]
    record: Option<Keeping>,
    /// Who may read a sealed recording, as `judge key` prints it.
    #[arg(long, value_name = "KEY", requires = "record")]
    recipient: Option<Recipient>,
    /// Run only what failed or could not be told in the run of these events: its cases, standards that are judged in the calls
    /// of others as a whole.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["resume", "shard"])]
    rerun_failed: Option<PathBuf>,
    /// Go on with the run of these events, which was killed: same target, same selection. What it has asked already is
    /// not asked again.
    #[arg(long, value_name = "FILE", conflicts_with = "seed")]
    resume: Option<PathBuf>,
}

/// How exchanges are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Keeping {
    /// Without credentials and personal data.
    Masked,
    /// Whole, for one reader.
    Sealed,
}

/// An earlier run that goes on.
pub(super) struct Earlier {
    /// How it opened.
    pub started: RunStarted,
    folder: PathBuf,
}

/// What is kept, and what is known already.
pub(super) struct Session {
    pub keeper: Arc<Keeper>,
    pub tape: Arc<Tape>,
}

impl RecordArgs {
    /// What failed or could not be told in an earlier run.
    pub fn again(&self, fail_on: Option<FailOn>) -> Result<Option<Again>, Failure> {
        let Some(path) = &self.rerun_failed else { return Ok(None) };
        Again::of(&whole(path)?.events, fail_on).map(Some)
    }

    /// The earlier run that goes on.
    pub fn earlier(&self) -> Result<Option<Earlier>, Failure> {
        let Some(path) = &self.resume else { return Ok(None) };
        let recording = read(path).map_err(Failure::usage)?;
        let stopped = recording.events.iter().rev().find_map(|event| match event {
            Event::RunFinished(finished) => Some(finished.stopped.is_some()),
            _ => None,
        });
        if stopped == Some(false) {
            return Err(Failure::usage(format!(
                "{}: this run has ended, there is nothing to go on with",
                path.display()
            )));
        }
        let Some(Event::RunStarted(started)) = recording.events.into_iter().next() else {
            return Err(Failure::usage(format!("{} does not tell how the run began", path.display())));
        };
        let today = now().date().to_string();
        if !started.started.starts_with(&today) {
            let message = "a run asks for dates around its day, and credentials may be those of a day: begin anew";
            return Err(Failure::usage(format!("{}: the run is not of today; {message}", path.display())));
        }
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Some(Earlier { started, folder }))
    }

    /// What this run keeps in a folder; a journal only where there is a target that outlives this process.
    pub fn session(
        &self,
        out: &Path,
        (target, marker): (&Target, &str),
        (earlier, embedded): (Option<&Earlier>, bool),
    ) -> Result<Session, Failure> {
        let cannot = |error: std::io::Error| Failure::usage(format!("cannot record to {}: {error}", out.display()));
        let mut keeper = Keeper::new();
        let mut tape = Tape::default();
        if !embedded {
            let key = key(target, marker);
            let journal = match earlier {
                None => Journal::create(&out.join(JOURNAL_FILE), &key).map_err(cannot)?,
                Some(earlier) => {
                    let [from, to] = [earlier.folder.as_path(), out].map(|folder| folder.join(JOURNAL_FILE));
                    let (journal, known) = Journal::reopen(&from, &to, &key).map_err(Failure::usage)?;
                    tape = known;
                    anstream::eprintln!("{}", gone_on(&tape));
                    journal
                }
            };
            keeper = keeper.with_journal(journal);
        }
        keeper = match (self.record, &self.recipient) {
            (None, _) => keeper,
            (Some(Keeping::Masked), None) => keeper.masked(out).map_err(cannot)?,
            (Some(Keeping::Masked), Some(_)) => {
                return Err(Failure::usage("--recipient is for --record sealed; a masked recording has no reader"));
            }
            (Some(Keeping::Sealed), Some(recipient)) => keeper.sealed(out, recipient.clone()).map_err(cannot)?,
            (Some(Keeping::Sealed), None) => {
                return Err(Failure::usage("--record sealed needs --recipient KEY: `judge key` makes one"));
            }
        };
        Ok(Session { keeper: Arc::new(keeper), tape: Arc::new(tape) })
    }
}

impl Earlier {
    /// Refuses a plan or target other than that of the earlier run.
    pub fn check(&self, plan: &Plan, target: &Target) -> Result<(), Failure> {
        let standards: Vec<(String, String)> =
            plan.standards.iter().map(|part| (part.standard.id.clone(), part.standard.edition.clone())).collect();
        let same = [
            (self.started.standards == standards, "standards"),
            (self.started.scope.whole == plan.whole && self.started.scope.shard == plan.shard, "selection"),
            (self.started.target.name == target.name && self.started.target.version == target.version, "target"),
            (self.started.suite.version == env!("CARGO_PKG_VERSION"), "version of the suite"),
        ];
        match same.into_iter().find(|(same, _)| !same) {
            Some((_, what)) => Err(Failure::usage(format!("the run that was killed had another {what}"))),
            None => Ok(()),
        }
    }
}

impl Session {
    /// Takes in how the run opened.
    pub fn opened(&self, started: &RunStarted, plan: &Plan, target: &Target) {
        let standards: Vec<_> = plan.standards.iter().map(|part| part.standard.clone()).collect();
        let whole = Header {
            schema: "1.0".to_owned(),
            run: started.clone(),
            selection: plan.selection.clone(),
            target: target.described(),
            secrets: lengths(target),
            redrawn: self.tape.redrawn().clone(),
        };
        let masked = Header { target: target.described_without_persons(&standards), ..whole.clone() };
        self.keeper.open(&masked, &whole);
    }
}

/// What a run that goes on has already.
fn gone_on(tape: &Tape) -> String {
    let (known, redrawn) = (tape.len(), tape.redrawn().len());
    let drawn = match redrawn {
        0 => String::new(),
        count => format!("; drawn anew, since a request that creates was in flight: {count}"),
    };
    format!("going on: {known} exchanges are known{drawn}")
}

fn lengths(target: &Target) -> BTreeMap<String, usize> {
    let secrets = target.standards.values().flat_map(crate::target::StandardTarget::secrets);
    let length = |secret: crate::target::Secret| {
        let name = secret.placeholder.trim_start_matches('$').to_owned();
        (name, secret.value.expose_secret().chars().count())
    };
    secrets.map(length).collect()
}

/// Who holds the credentials of the target holds the key.
fn key(target: &Target, marker: &str) -> Identity {
    let secrets: Vec<_> = target.standards.values().flat_map(crate::target::StandardTarget::secrets).collect();
    let secrets = secrets.iter().map(|secret| secret.value.expose_secret());
    Identity::derived(["resume.journal", marker].into_iter().chain(secrets))
}
