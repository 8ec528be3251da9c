//! `waive`: writes waivers from the events of a failing run.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::common::{Failure, say};
use super::gate::whole;
use crate::policy::{Fingerprint, Outcome, Snapshot, cause_name, read_waivers, waiver_entry};
use crate::verdict::{FindingCode, Verdict};
use crate::yaml;

/// Arguments of `waive`.
#[derive(Args, Debug)]
pub(super) struct WaiveArgs {
    /// Events of the failing run, for example reports/out/events.jsonl.
    file: PathBuf,
    /// Requirement, `T6.1` or `gdzw-0017-2019/T6.1`, with `#type` for one aspect.
    #[arg(long, value_name = "ID")]
    requirement: String,
    /// Only this code of a finding.
    #[arg(long, value_name = "CODE")]
    code: Option<FindingCode>,
    /// Only at this field, as the report says it, with `*` for each place in a list.
    #[arg(long, value_name = "POINTER")]
    field: Option<String>,
    /// One entry for each finding that is meant; without it there must be one.
    #[arg(long)]
    all: bool,
    /// Warnings and what could not be told as well, not failures alone.
    #[arg(long)]
    any_verdict: bool,
    /// What cannot be told because of these findings as well, one entry each.
    #[arg(long)]
    dependents: bool,
    /// Only in cases whose id matches, `*` stands for anything.
    #[arg(long, value_name = "GLOB")]
    case: Option<String>,
    /// Why it is tolerated.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who answers for it.
    #[arg(long, value_name = "NAME")]
    owner: String,
    /// The last day on which it holds, YYYY-MM-DD.
    #[arg(long, value_name = "DAY")]
    expires: Date,
    /// Waiver file to add to, made if it is not there; without it the entry is printed.
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
}

pub(super) fn waive(args: &WaiveArgs) -> Result<Outcome, Failure> {
    for (name, text) in [("--reason", &args.reason), ("--owner", &args.owner)] {
        if text.trim().is_empty() {
            return Err(Failure::usage(format!("{name} is empty: nobody can answer for a waiver without it")));
        }
    }
    let snapshot = Snapshot::of(&whole(&args.file)?.events);
    let meant: Vec<&Fingerprint> = snapshot
        .findings
        .iter()
        .filter(|(_, found)| found.verdict == Verdict::Fail || args.any_verdict && found.verdict < Verdict::Error)
        .map(|(finding, _)| finding)
        .filter(|finding| means(args, finding))
        .collect();
    match meant.as_slice() {
        [] => return Err(nothing(args, &snapshot)),
        [_] => {}
        _ if args.all => {}
        several => {
            let list: Vec<String> = several.iter().map(|finding| format!("  {finding}")).collect();
            let message = format!(
                "{} findings are meant; choose one with --code and --field, or take them --all:\n{}",
                several.len(),
                list.join("\n")
            );
            return Err(Failure::usage(message));
        }
    }
    let causes: Vec<String> =
        meant.iter().map(|finding| cause_name(&finding.requirement, finding.aspect, finding.code)).collect();
    let follows = |finding: &&Fingerprint| args.dependents && causes.contains(&finding.cause);
    let dependents = snapshot.findings.keys().filter(follows);
    let entry =
        |finding: &&Fingerprint| waiver_entry(finding, args.case.as_deref(), (&args.reason, &args.owner), args.expires);
    let entries: String = meant.iter().copied().chain(dependents).map(|finding| entry(&finding)).collect();
    match &args.into {
        None => say(&format!("waivers:\n{entries}"))?,
        Some(path) => add(path, &entries)?,
    }
    Ok(Outcome::Conforming)
}

fn means(args: &WaiveArgs, finding: &Fingerprint) -> bool {
    let (id, aspect) =
        args.requirement.split_once('#').map_or((args.requirement.as_str(), None), |(id, aspect)| (id, Some(aspect)));
    (finding.requirement.as_str() == id || finding.requirement.local() == id)
        && aspect.is_none_or(|aspect| finding.aspect.as_str() == aspect)
        && args.code.is_none_or(|code| code == finding.code)
        && args.field.as_ref().is_none_or(|field| *field == finding.field)
}

fn nothing(args: &WaiveArgs, snapshot: &Snapshot) -> Failure {
    let failing: Vec<String> = snapshot
        .findings
        .iter()
        .filter(|(_, found)| found.verdict == Verdict::Fail)
        .take(10)
        .map(|(finding, _)| format!("  {finding}"))
        .collect();
    let known = match failing.is_empty() {
        true => "; it has no failure".to_owned(),
        false => format!(". It has:\n{}", failing.join("\n")),
    };
    Failure::usage(format!("{} has no such finding of {}{known}", args.file.display(), args.requirement))
}

/// Adds entries to a file; what would not be read afterwards is not written.
fn add(path: &Path, entries: &str) -> Result<(), Failure> {
    let shown = path.display().to_string();
    let wrong = |error: std::io::Error| Failure::usage(format!("cannot write {shown}: {error}"));
    let old = match yaml::bytes(path) {
        Ok(bytes) => yaml::text(&shown, bytes).map_err(Failure::usage)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(wrong(error)),
    };
    let text = joined(&old, entries);
    read_waivers(&shown, &text).map_err(|error| {
        Failure::usage(format!("{error}\n{shown} is left as it was; the entry would be:\nwaivers:\n{entries}"))
    })?;
    let part = path.with_extension("part");
    std::fs::write(&part, text).and_then(|()| std::fs::rename(&part, path)).map_err(wrong)?;
    say(&format!("{shown}: written\n"))?;
    Ok(())
}

/// The text with entries behind those that it has, indented as they are.
fn joined(old: &str, entries: &str) -> String {
    let list = old.lines().any(|line| line.trim_end() == "waivers:");
    if !list {
        let rest = old.replace("waivers: []", "").trim_end().to_owned();
        let rest = if rest.is_empty() { String::new() } else { format!("{rest}\n") };
        return format!("{rest}waivers:\n{entries}");
    }
    let first = old.lines().find_map(|line| line.find("- ").filter(|at| line[..*at].trim().is_empty()));
    let indent = first.unwrap_or(2);
    let entries: String =
        entries.lines().map(|line| format!("{}{}\n", " ".repeat(indent), line.get(2..).unwrap_or_default())).collect();
    format!("{}\n{entries}", old.trim_end())
}
