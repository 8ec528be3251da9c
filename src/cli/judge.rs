//! `judge`: judges evidence that exists already.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::{Args, Subcommand};
use jiff::civil::DateTime;

use super::common::{DataArgs, Failure, say};
use super::gate::GateArgs;
use super::outputs::OutputArgs;
use super::report::unwritten;
use crate::check::Registry;
use crate::plan::Shard;
use crate::policy::{Gate, Outcome};
use crate::recording::{Identity, Recording, read};
use crate::run::{Pauses, Replay, Settings, Tape, Transport, Transports, run};
use crate::target::{Target, read as read_target};
use crate::verdict::{Event, FindingCode, VerdictEvent};

mod data;
mod dossier;
mod form;
mod object;
mod progress;

/// Arguments of `judge`.
#[derive(Args, Debug)]
pub(super) struct JudgeArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Judge a recording of `run --record` again, without the target. What masking hides is listed and never passes.
    Recording(RecordingArgs),
    /// Judge a dossier: papers for what nobody sees from outside, held against the day and the files that they name.
    Dossier(dossier::DossierArgs),
    /// Judge the tables of a front database, where they are or as CSV files. Nothing is written.
    Data(Box<data::DataSourceArgs>),
    /// Judge forms that somebody filled in, in YAML, JSON or XLSX.
    Form(Box<form::FormArgs>),
    /// Make a key for sealed recordings: the secret goes to a new file, the recipient is printed.
    Key {
        /// The file for the secret, which must not exist yet.
        file: PathBuf,
    },
}

/// Arguments of `judge recording`.
#[derive(Args, Debug)]
struct RecordingArgs {
    /// The recording, exchanges.jsonl or exchanges.sealed.
    file: PathBuf,
    /// File with the key of a sealed recording.
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// Judge a recording without its close as well; what it lacks is inconclusive.
    #[arg(long)]
    allow_incomplete: bool,
    #[command(flatten)]
    outputs: OutputArgs,
    #[command(flatten)]
    gate: GateArgs,
    #[command(flatten)]
    data: DataArgs,
}

/// When the recorded run began: its dates are those of that day.
static THEN: OnceLock<DateTime> = OnceLock::new();

fn then() -> DateTime {
    THEN.get().copied().unwrap_or_default()
}

pub(super) fn judge(args: &JudgeArgs) -> Result<Outcome, Failure> {
    let args = match &args.action {
        Action::Recording(args) => args,
        Action::Dossier(args) => return dossier::dossier(args),
        Action::Data(args) => return data::data(args),
        Action::Form(args) => return form::form(args),
        Action::Key { file } => return key(file),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::internal)?;
    runtime.block_on(recording(args))
}

async fn recording(args: &RecordingArgs) -> Result<Outcome, Failure> {
    let recording = open(args)?;
    let header = &recording.header;
    let target = target(args, &recording)?;
    let library = target.fit(&args.data.library()?);
    let mut plan = args.data.plan(&library, &header.selection, header.run.seed)?;
    plan.standards.retain(|part| header.run.standards.iter().any(|(id, _)| *id == part.standard.id));
    plan.left_out.clone_from(&header.run.scope.left_out);
    if let Some(shard) = &header.run.scope.shard {
        plan = plan.part(Shard { index: shard.index, count: shard.count });
    }
    let began = header.run.started.get(..19).and_then(|time| time.parse::<DateTime>().ok());
    let began = began.ok_or_else(|| Failure::usage(format!("{} does not say when", args.file.display())))?;
    let _ = THEN.set(began);
    let (marker, started) = (header.run.marker.clone(), header.run.clone());
    let redrawn = header.redrawn.clone();
    let replay = Replay::new(recording.exchanges.into_iter().collect::<Tape>().redrawing(redrawn));
    let transports: Transports<'_> =
        plan.standards.iter().map(|part| (part.standard.id.clone(), &replay as &dyn Transport)).collect();
    let policy = args.gate.policy_of(&[Event::RunStarted(started)])?;
    // The reports of the live run lie beside its recording, and say more than what is judged of it again.
    let live = args.file.with_file_name("events.jsonl");
    args.outputs.spare(args.gate.baseline().into_iter().chain([live.as_path()]))?;
    let mut reporters = args.outputs.reporters(&policy, args.data.lang)?;
    let mut gate = Gate::new(policy);
    let mut hidden: BTreeMap<String, usize> = BTreeMap::new();
    let mut pass_on = |event: Event| {
        if let Event::Verdict(verdict) = &event
            && is_hidden(verdict)
        {
            *hidden.entry(format!("{}#{}", verdict.requirement, verdict.aspect)).or_default() += 1;
        }
        gate.event(&event);
        reporters.event(&event);
    };
    let (_keep, stop) = tokio::sync::watch::channel(false);
    let settings = Settings { jobs: 1, marker, clock: then, pauses: Pauses::default(), stop };
    run(&plan, &target, &transports, &Registry::default(), &settings, &mut pass_on).await.map_err(Failure::usage)?;
    reporters.finish().map_err(|errors| unwritten(&errors))?;
    if !hidden.is_empty() && !args.outputs.quiet {
        let lines = hidden.iter().map(|(unit, cases)| format!("  {unit}, cases: {cases}\n"));
        let list: String = lines.collect();
        say(&format!("masked in the recording, not judged: {}\n{list}", hidden.len()))?;
    }
    Ok(gate.decide().outcome)
}

/// Writes a new key to a file that only its owner reads.
fn key(file: &Path) -> Result<Outcome, Failure> {
    let identity = Identity::generate();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let written = options.open(file).and_then(|mut out| writeln!(out, "{}", identity.secret()));
    written.map_err(|error| Failure::usage(format!("cannot write {}: {error}", file.display())))?;
    say(&format!("{}\n", identity.recipient()))?;
    Ok(Outcome::Conforming)
}

fn is_hidden(verdict: &VerdictEvent) -> bool {
    verdict.finding.as_ref().is_some_and(|finding| finding.code == FindingCode::Masked)
}

fn open(args: &RecordingArgs) -> Result<Recording, Failure> {
    let identity = match &args.identity {
        None => None,
        Some(path) => {
            let text = std::fs::read_to_string(path);
            let text = text.map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display())))?;
            let wrong = |error| Failure::usage(format!("{}: {error}", path.display()));
            Some(text.parse::<Identity>().map_err(wrong)?)
        }
    };
    let recording = read(&args.file, identity.as_ref()).map_err(Failure::usage)?;
    if !recording.complete && !args.allow_incomplete {
        let message = "the recording has no end: the run was cut short; --allow-incomplete judges what is there";
        return Err(Failure::usage(format!("{}: {message}", args.file.display())));
    }
    Ok(recording)
}

/// The target as the recording describes it. Credentials are not in it: each stands as its own name, as long as it was.
fn target(args: &RecordingArgs, recording: &Recording) -> Result<Target, Failure> {
    let text = recording.header.target.to_string();
    let file = args.file.display().to_string();
    let named = |name: &str| {
        let length = recording.header.secrets.get(name).copied().unwrap_or(32).max(1);
        Some(format!("${name}").chars().chain(std::iter::repeat('0')).take(length).collect())
    };
    read_target(&file, &text, Path::new(""), None, &named).map_err(Failure::usage)
}
