//! The recorded run that all trials look at.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use zwfw_conformance::id::Language;
use zwfw_conformance::report::describe::{cause, details, headline, pair};
use zwfw_conformance::report::{read, texts};
use zwfw_conformance::verdict::{Fold, JUDGED, Unit, UnitFinding, Verdict};

use super::listing::{Asked, Listed};
use super::once::once;

/// The program under which the run is made.
const PROGRAM: &str = env!("CARGO_BIN_EXE_zwfw-conform");

/// Exit codes after which there is a whole record: conforming, not conforming, could not decide.
const JUDGED_EXITS: [i32; 3] = [0, 1, 3];

/// Findings that one failure spells out.
const FINDINGS_SHOWN: usize = 3;

/// What trials need to know of a run.
#[derive(Debug, Serialize, Deserialize)]
pub struct Recording {
    /// Why the run ended early, if it did.
    pub stopped: Option<String>,
    /// One entry a trial, in the order of the catalogue.
    pub units: Vec<Recorded>,
}

/// One trial.
#[derive(Debug, Serialize, Deserialize)]
pub struct Recorded {
    /// `<requirement>#<aspect>`.
    pub name: String,
    /// The operation.
    pub kind: String,
    /// The plan does not judge it.
    pub ignored: bool,
    /// Why it fails; none when it passes.
    pub message: Option<String>,
    /// The run showed that it is not applicable.
    pub neutral: bool,
}

impl Recorded {
    fn of(unit: &Unit) -> Self {
        let ignored = !unit.planned();
        let Listed { name, kind, .. } = Listed::new(&unit.key, ignored);
        let neutral = unit.verdict == Some(Verdict::NotApplicable);
        Self { name, kind, ignored, message: if ignored { Some(left_out(unit)) } else { message(unit) }, neutral }
    }

    /// As a list has it.
    pub fn listed(&self) -> Listed {
        Listed { name: self.name.clone(), kind: self.kind.clone(), ignored: self.ignored }
    }
}

/// The recording of this test run and where its reports are; made when this process is the first to ask.
///
/// # Errors
/// Why no run could be made.
pub fn obtain(asked: &Asked) -> Result<(Recording, PathBuf), String> {
    let folder = folder();
    let make = || {
        let made = make(asked, &folder);
        // A failure is kept as well: a thousand processes must not each try again.
        serde_json::to_string(&made).unwrap_or_else(|error| error.to_string())
    };
    let kept = once(&folder, &key(asked), make).map_err(|error| format!("{}: {error}", folder.display()))?;
    let made: Result<Recording, String> = serde_json::from_str(&kept).map_err(|error| error.to_string())?;
    made.map(|recording| (recording, folder))
}

/// Where recordings are kept: `ZWFW_RECORDINGS`, else the target directory.
fn folder() -> PathBuf {
    std::env::var_os("ZWFW_RECORDINGS")
        .map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance"), PathBuf::from)
}

/// What a recording must agree in to be used again: the program, what is asked of it, and the test run.
///
/// A target changes between test runs without a trace in any file, so that a recording outlives its test run never.
/// Only nextest has many processes in one test run, and gives them its id.
fn key(asked: &Asked) -> String {
    let since = |time: SystemTime| time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let built = std::fs::metadata(PROGRAM).and_then(|meta| meta.modified()).map_or(0, since);
    let target = asked.target.as_ref().map(|path| (path, std::fs::read_to_string(path).ok()));
    let test_run = std::env::var("NEXTEST_RUN_ID")
        .unwrap_or_else(|_| format!("process {} at {}", std::process::id(), since(SystemTime::now())));
    format!("{PROGRAM} built {built}\n{test_run}\n{:?}\n{target:?}\n", asked.standards)
}

fn make(asked: &Asked, folder: &Path) -> Result<Recording, String> {
    let mut command = Command::new(PROGRAM);
    command.args(["run", "--quiet", "--seed", "1", "--out"]).arg(folder).stdin(Stdio::null());
    command.args(asked.standards.iter().flat_map(|id| ["--standard", id]));
    if let Some(target) = &asked.target {
        command.arg("--target").arg(target);
    }
    let ended = command.output().map_err(|error| format!("{PROGRAM} does not start: {error}"))?;
    if !ended.status.code().is_some_and(|code| JUDGED_EXITS.contains(&code)) {
        let said = String::from_utf8_lossy(&ended.stderr);
        return Err(format!("the run could not be made ({}):\n{}", ended.status, said.trim_end()));
    }
    let recorded = read(&folder.join("events.jsonl")).map_err(|error| error.to_string())?;
    if !recorded.complete {
        return Err(format!("the recording in {} has no end", folder.display()));
    }
    let mut fold = Fold::new();
    recorded.events.iter().for_each(|event| fold.event(event));
    let stopped = fold.finished().and_then(|finished| finished.stopped);
    Ok(Recording {
        stopped: stopped.map(|stopped| texts::stopped(stopped).get(Language::En).to_owned()),
        units: fold.units().iter().map(Recorded::of).collect(),
    })
}

/// Why a unit fails; none when it passes, also with a warning.
fn message(unit: &Unit) -> Option<String> {
    let verdict = match unit.verdict {
        Some(Verdict::Pass | Verdict::Warning | Verdict::NotApplicable) => return None,
        Some(verdict) => verdict,
        None => return Some("planned, and the run says nothing about it".to_owned()),
    };
    let decisive: Vec<&UnitFinding> = unit.decisive().collect();
    let mut blocks: Vec<String> = decisive.iter().take(FINDINGS_SHOWN).map(|finding| block(verdict, finding)).collect();
    let rest = decisive.len().saturating_sub(FINDINGS_SHOWN);
    if rest > 0 {
        blocks.push(format!("and {rest} more in events.jsonl"));
    }
    if blocks.is_empty() {
        blocks.push(verdict.to_string());
    }
    Some(blocks.join("\n\n"))
}

fn block(verdict: Verdict, found: &UnitFinding) -> String {
    let what = match &found.finding {
        Some(finding) => texts::code(finding.code).get(Language::En).to_owned(),
        None => headline(None, Language::En),
    };
    let mut lines = vec![format!("{verdict}: {what}"), format!("case {}", found.case)];
    if let Some(finding) = &found.finding {
        lines.push(format!("cause {}", cause(&finding.root, Language::En)));
        lines.extend(details(finding, Language::En).iter().map(|line| pair(line, Language::En)));
    }
    lines.join("\n  ")
}

/// Said when somebody runs what the plan leaves out.
fn left_out(unit: &Unit) -> String {
    let colon = if unit.reason.is_empty() { "" } else { ": " };
    debug_assert_ne!(unit.disposition, JUDGED);
    format!("not judged: {}{colon}{}", unit.disposition, unit.reason)
}
