//! A run that was killed goes on and asks again for nothing but the exchange that was in flight.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use crate::support::{Ran, Reply, Simulated, Target, conform, text};

/// A simulator that tells when it has had so many requests and then leaves the next one without an answer, once.
struct Halting {
    simulated: Simulated,
    target: Target,
    asked: mpsc::Receiver<()>,
    /// How often each request came.
    requests: Arc<Mutex<BTreeMap<Vec<u8>, usize>>>,
}

impl Halting {
    fn after(limit: usize) -> Self {
        let simulated = Simulated::new();
        let simulator = simulated.simulator.clone();
        let (told, asked) = mpsc::channel();
        let requests: Arc<Mutex<BTreeMap<Vec<u8>, usize>>> = Arc::default();
        let seen = requests.clone();
        let target = Target::start(move |before, request| {
            if before == limit {
                let _ = told.send(());
                return Reply::Silence;
            }
            let key = [request.url.as_bytes(), &request.body].concat();
            *seen.lock().expect("not poisoned").entry(key).or_default() += 1;
            simulator.handle(request).into()
        });
        Self { simulated, target, asked, requests }
    }

    fn total(&self) -> usize {
        self.requests.lock().expect("not poisoned").values().sum()
    }
}

fn start(file: &str, out: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_zwfw-conform"))
        .args(["run", "--jobs", "1", "--target", file, "--out", text(out)])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs")
}

/// Runs until the target halts, and kills the run.
fn killed(halting: &Halting, folder: &Path) -> (String, tempfile::TempDir) {
    let out = tempfile::tempdir().expect("a folder");
    let file = halting.simulated.target_file(folder, &halting.target.url());
    let mut child = start(&file, out.path());
    halting.asked.recv().expect("requests arrive");
    child.kill().expect("killed");
    child.wait().expect("it is gone");
    (file, out)
}

fn resume(file: &str, out: &Path) -> Ran {
    let events = out.join("events.jsonl");
    conform(&["run", "--jobs", "1", "--target", file, "--resume", text(&events)])
}

#[test]
fn a_killed_run_goes_on_without_asking_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let halting = Halting::after(150);
    let (file, out) = killed(&halting, folder.path());
    assert!(out.path().join("resume.journal").exists());
    let ran = resume(&file, out.path());
    assert_eq!(ran.code, 0, "{}", ran.said());
    let sent = ran.finished().totals.exchanges;
    // One exchange was in flight: it came twice, once without an answer, which is not counted here.
    assert_eq!(halting.total(), sent, "asked {} times for {sent} exchanges", halting.total());
    assert!(sent > 400, "{sent} exchanges");
    assert!(!out.path().join("resume.journal").exists(), "a run that has ended needs no journal");
    let again = conform(&["run", "--target", &file, "--resume", text(&ran.out.path().join("events.jsonl"))]);
    assert_eq!(again.code, 2, "{}", again.said());
}

#[test]
fn the_journal_shows_nothing_without_the_credentials() {
    let folder = tempfile::tempdir().expect("a folder");
    let halting = Halting::after(60);
    let (file, out) = killed(&halting, folder.path());
    let journal = std::fs::read_to_string(out.path().join("resume.journal")).expect("a journal");
    assert_eq!(journal.lines().count(), 60);
    assert!(!journal.contains("address") && !journal.contains("openapi"));
    let (_, token) = halting.simulated.simulator.credentials().into_iter().next().expect("a credential");
    let other = std::fs::read_to_string(&file).expect("text").replace(&token, &"0".repeat(token.len()));
    std::fs::write(&file, other).expect("written");
    let ran = resume(&file, out.path());
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert!(ran.stderr.contains("other credentials"), "{}", ran.stderr);
}

#[test]
fn a_torn_last_line_of_the_journal_is_asked_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let halting = Halting::after(80);
    let (file, out) = killed(&halting, folder.path());
    let path = out.path().join("resume.journal");
    let journal = std::fs::read(&path).expect("a journal");
    std::fs::write(&path, &journal[..journal.len() - 20]).expect("written");
    let ran = resume(&file, out.path());
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert_eq!(halting.total(), ran.finished().totals.exchanges + 1);
}
