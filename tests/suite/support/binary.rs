//! The binary, and what a run of it leaves behind.

use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;
use zwfw_conformance::report::{Recording, read};
use zwfw_conformance::verdict::{Event, Fold, RunFinished};

/// A command that has ended.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
    /// Where its reports are.
    pub out: TempDir,
}

/// Runs `zwfw-conform`, adding `--out` with a fresh folder where the command has reports.
pub fn conform<S: AsRef<str>>(arguments: &[S]) -> Ran {
    conform_with(arguments, &[])
}

/// The same with variables of the environment.
pub fn conform_with<S: AsRef<str>>(arguments: &[S], variables: &[(&str, &str)]) -> Ran {
    let out = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_zwfw-conform"));
    command.args(arguments.iter().map(AsRef::as_ref)).envs(variables.iter().copied());
    let words: Vec<&str> = arguments.iter().map(AsRef::as_ref).take(2).collect();
    let has_reports = matches!(words.as_slice(), ["run" | "prove", ..] | ["judge", "data"]);
    if has_reports {
        command.arg("--out").arg(out.path());
    }
    let output = command.output().expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Ran {
        code: output.status.code().expect("an exit code"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        out,
    }
}

impl Ran {
    /// The recording, which must be whole.
    pub fn recording(&self) -> Recording {
        let recording = read(&self.out.path().join("events.jsonl")).expect("a recording");
        assert!(recording.complete && recording.torn.is_none(), "the recording has no close");
        recording
    }

    /// The recording folded.
    pub fn fold(&self) -> Fold {
        let mut fold = Fold::new();
        self.recording().events.iter().for_each(|event| fold.event(event));
        fold
    }

    /// The event that closed the run.
    pub fn finished(&self) -> RunFinished {
        match self.recording().events.pop() {
            Some(Event::RunFinished(finished)) => finished,
            other => panic!("the last event is {other:?}"),
        }
    }

    /// The JUnit document.
    pub fn junit(&self) -> String {
        std::fs::read_to_string(self.out.path().join("junit.xml")).expect("a JUnit document")
    }

    /// Both channels, for failure messages.
    pub fn said(&self) -> String {
        format!("exit {}\n{}\n{}", self.code, self.stdout, self.stderr)
    }

    /// Every case, requirement, aspect and verdict, in stream order: what a seed decides.
    pub fn verdicts(&self) -> Vec<String> {
        let line = |event: Event| match event {
            Event::Verdict(verdict) => {
                Some(format!("{} {}#{} {}", verdict.case, verdict.requirement, verdict.aspect, verdict.verdict))
            }
            _ => None,
        };
        self.recording().events.into_iter().filter_map(line).collect()
    }
}

/// Writes a target file for a provider at this base URL, with more lines for its standard.
pub fn target_file(folder: &Path, base_url: &str, more: &[&str]) -> String {
    target_file_of(super::LOGISTICS, folder, base_url, more)
}

/// The same for another standard.
pub fn target_file_of(standard: &str, folder: &Path, base_url: &str, more: &[&str]) -> String {
    let path = folder.join("target.yaml");
    let mut text = format!("name: test target\nstandards:\n  {standard}:\n    base_url: {base_url}\n");
    for line in more {
        text.push_str(&format!("    {line}\n"));
    }
    std::fs::write(&path, text).expect("written");
    path.to_str().expect("UTF-8").to_owned()
}
