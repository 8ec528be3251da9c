//! `report bundle`: one signed file with all that a run left behind.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::key::signing_key;
use crate::bundle::{
    DataIdentity, MANIFEST, MAX_BYTES, Manifest, Member, RunIdentity, SIGNATURE, Signer, SigningKey, StandardIdentity,
    pack,
};
use crate::cli::common::{DataArgs, Failure, say};
use crate::cli::evidence::{self, TARGET_FILE};
use crate::cli::outputs;
use crate::policy::Outcome;
use crate::report::{escape, read_from};
use crate::standard::{Source, SourceFile};
use crate::verdict::{Event, RunFinished, RunStarted};

const EVENTS: &str = "events.jsonl";

/// Arguments of `report bundle`.
#[derive(Args, Debug)]
pub(super) struct BundleArgs {
    /// Folder of the run's reports.
    #[arg(value_name = "RUN_DIR", default_value = "reports/out")]
    folder: PathBuf,
    /// File with the secret key, as `report key` or `minisign -G` writes it. Its password, if it has one, is read from
    /// ZWFW_KEY_PASSWORD.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The bundle.
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
    /// Who signs, as `report verify` shows it.
    #[arg(long, value_name = "NAME")]
    signer: Option<String>,
    /// The target file of the run, where target.masked.yaml is not among its reports; secrets are masked.
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// One more file to put in; may be repeated.
    #[arg(long, value_name = "FILE")]
    with: Vec<PathBuf>,
    /// Bundle a run without its close as well; the manifest says so.
    #[arg(long)]
    allow_incomplete: bool,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) fn bundle(args: &BundleArgs) -> Result<Outcome, Failure> {
    let signer = signer(args.signer.as_deref())?;
    let key = signing_key(&args.key)?;
    let run = Run::read(args)?;
    let mut files = vec![(TARGET_FILE.to_owned(), run.target(args)?.into_bytes())];
    let reports = outputs::names().filter(|name| *name != EVENTS && args.folder.join(name).symlink_metadata().is_ok());
    for path in reports.map(|name| args.folder.join(name)).chain(args.with.iter().cloned()) {
        files.push((name_of(&path)?, contents(&path)?));
    }
    files.push((EVENTS.to_owned(), run.events.clone()));
    files.sort();
    if let Some(pair) = files.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(Failure::usage(format!("two files are called {}", pair[0].0)));
    }
    let members = files.iter().map(|(name, bytes)| Member::of(name, bytes)).collect();
    let manifest = run.manifest(args, members)?;
    let bytes = signed(&manifest, files, &key, &signer)?;
    written(&args.output, &bytes)?;
    say(&summary(args, &manifest, &key)?)?;
    Ok(Outcome::Conforming)
}

/// A run as its folder tells it.
struct Run {
    events: Vec<u8>,
    started: RunStarted,
    finished: Option<RunFinished>,
}

impl Run {
    fn read(args: &BundleArgs) -> Result<Self, Failure> {
        let path = args.folder.join(EVENTS);
        let events = contents(&path)?;
        let recording = read_from(Cursor::new(&events), &path).map_err(Failure::usage)?;
        if !recording.complete && !args.allow_incomplete {
            let message = "has no `run-finished`: the run was cut short; --allow-incomplete bundles it as such";
            return Err(Failure::usage(format!("{} {message}", path.display())));
        }
        let (mut started, mut finished) = (None, None);
        for event in recording.events {
            match event {
                Event::RunStarted(event) => started = Some(event),
                Event::RunFinished(event) => finished = Some(event),
                _ => {}
            }
        }
        let started = started.ok_or_else(|| Failure::usage(format!("{} has no `run-started`", path.display())))?;
        Ok(Self { events, started, finished })
    }

    /// The target file of the run, masked: the one that the run kept, or the one given.
    fn target(&self, args: &BundleArgs) -> Result<String, Failure> {
        let kept = args.folder.join(TARGET_FILE);
        let path = args.target.as_ref().unwrap_or(&kept);
        if args.target.is_none() && !kept.exists() {
            return Err(Failure::usage(format!(
                "{} is not there: give the target file of the run with --target",
                kept.display()
            )));
        }
        let text = evidence::read(path)?;
        let name = crate::target::identity(&text);
        let ran = &self.started.target;
        if name != Some((ran.name.clone(), ran.vendor.clone(), ran.version.clone())) {
            let message = format!("the run tested `{}` {}", escape::shown(&ran.name), escape::shown(&ran.version));
            return Err(Failure::usage(format!("{} is another target: {message}", path.display())));
        }
        Ok(text)
    }

    fn manifest(&self, args: &BundleArgs, members: Vec<Member>) -> Result<Manifest, Failure> {
        let started = &self.started;
        if started.suite.version != env!("CARGO_PKG_VERSION") {
            let message = format!(
                "the run was made by version {}: bundle it with that one",
                escape::shown(&started.suite.version)
            );
            return Err(Failure::usage(message));
        }
        let (standards, shared) = identities(&args.data, &started.standards)?;
        let target = &started.target;
        let run = RunIdentity {
            target: target.name.clone(),
            vendor: target.vendor.clone(),
            version: target.version.clone(),
            marker: started.marker.clone(),
            seed: started.seed,
            started: started.started.clone(),
            finished: self.finished.as_ref().map(|finished| finished.finished.clone()),
            totals: self.finished.as_ref().map(|finished| finished.totals.clone()),
        };
        Ok(Manifest::new(started.suite.clone(), run, standards, shared, members))
    }
}

/// The standards of a run as this suite knows them, and what they share.
pub(super) fn identities(
    data: &DataArgs,
    standards: &[(String, String)],
) -> Result<(Vec<StandardIdentity>, DataIdentity), Failure> {
    let library = data.library()?;
    let files = files(data)?;
    let within = |prefix: &str| {
        let found = files.iter().filter(|(name, _)| name.split('/').nth(1) == Some(prefix));
        DataIdentity::of(found.map(|(name, file)| (name.as_str(), &*file.text)))
    };
    let mut identities = Vec::new();
    for (id, edition) in standards {
        if library.standard(id).is_none_or(|standard| standard.edition != *edition) {
            return Err(Failure::usage(format!(
                "this suite does not know {id} {edition}: bundle with the data of the run"
            )));
        }
        identities.push(StandardIdentity { id: id.clone(), edition: edition.clone(), data: within(id) });
    }
    let shared = files.iter().filter(|(name, _)| name.matches('/').count() == 1);
    let shared = DataIdentity::of(shared.map(|(name, file)| (name.as_str(), &*file.text)));
    Ok((identities, shared))
}

/// Tables, readings, schemas and cases, each below `schemas/` or `cases/`.
fn files(data: &DataArgs) -> Result<Vec<(String, SourceFile)>, Failure> {
    let cases = data.cases.clone().map_or_else(Source::embedded_cases, Source::Folder);
    let mut files = Vec::new();
    for (root, source, ending) in
        [("schemas", data.schemas(), ".yaml"), ("schemas", data.schemas(), ".json"), ("cases", cases, ".yaml")]
    {
        let found = source.files(ending).map_err(Failure::usage)?;
        files.extend(found.into_iter().map(|file| (format!("{root}/{}", file.path), file)));
    }
    Ok(files)
}

fn signed(
    manifest: &Manifest,
    files: Vec<(String, Vec<u8>)>,
    key: &SigningKey,
    signer: &Signer,
) -> Result<Vec<u8>, Failure> {
    let bytes = manifest.to_bytes().map_err(Failure::internal)?;
    let signature = key.sign(&bytes, &signer.comment()).map_err(Failure::internal)?;
    let mut members = vec![(MANIFEST.to_owned(), bytes), (SIGNATURE.to_owned(), signature.into_bytes())];
    members.extend(files);
    pack(&members).map_err(Failure::usage)
}

/// Who signs, now, or at the time that SOURCE_DATE_EPOCH names.
fn signer(name: Option<&str>) -> Result<Signer, Failure> {
    if name
        .is_some_and(|name| name.trim().is_empty() || name.chars().any(char::is_control) || name.chars().count() > 200)
    {
        return Err(Failure::usage("--signer is one line, up to 200 characters"));
    }
    let set = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let time = set.unwrap_or_else(|| jiff::Timestamp::now().as_second());
    Ok(Signer { time, name: name.map(str::to_owned) })
}

fn name_of(path: &Path) -> Result<String, Failure> {
    let name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    name.ok_or_else(|| Failure::usage(format!("{} has no name that a member could have", path.display())))
}

/// A regular file, whole; a link may lead to anything.
fn contents(path: &Path) -> Result<Vec<u8>, Failure> {
    let cannot = |reason: String| Failure::usage(format!("cannot bundle {}: {reason}", path.display()));
    let metadata = path.symlink_metadata().map_err(|error| cannot(error.to_string()))?;
    if !metadata.is_file() {
        return Err(cannot("it is no regular file".to_owned()));
    }
    if metadata.len() > MAX_BYTES / 2 {
        return Err(cannot(format!("{} bytes, at most {}", metadata.len(), MAX_BYTES / 2)));
    }
    std::fs::read(path).map_err(|error| cannot(error.to_string()))
}

/// Writes the bundle beside its place and moves it there: half a bundle is never seen.
fn written(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&part, path)
    };
    write().map_err(|error| {
        let _ = std::fs::remove_file(&part);
        Failure::usage(format!("cannot write {}: {error}", path.display()))
    })
}

fn summary(args: &BundleArgs, manifest: &Manifest, key: &SigningKey) -> Result<String, Failure> {
    let id = key.public().map_err(Failure::internal)?.id();
    let mut text = format!("{}\n  signed with key {id}\n", args.output.display());
    for member in &manifest.members {
        text.push_str(&format!("  {}  {}\n", &member.sha256[..16], member.name));
    }
    let inside: BTreeSet<&str> = manifest.members.iter().map(|member| member.name.as_str()).collect();
    let entries = std::fs::read_dir(&args.folder).into_iter().flatten().flatten();
    let names: BTreeSet<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let own = args.output.file_name().map(|name| name.to_string_lossy().into_owned());
    let others = names.iter().filter(|name| !inside.contains(name.as_str()) && Some(*name) != own.as_ref());
    for name in others {
        text.push_str(&format!("  left out: {} (--with puts it in)\n", escape::shown(name)));
    }
    Ok(text)
}
