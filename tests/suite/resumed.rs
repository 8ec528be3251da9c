//! A run that was killed goes on and asks again for nothing but the exchange that was in flight; what that may have created
//! is not created once more.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use zwfw_conformance::verdict::Event;

use crate::support::{Ran, Reply, Simulated, Target, conform, text};

/// A simulator that tells when it has had so many requests and then leaves one without an answer: that which comes next,
/// once for each number of requests.
struct Halting {
    simulated: Simulated,
    target: Target,
    asked: mpsc::Receiver<()>,
    /// How often each request came.
    requests: Arc<Mutex<BTreeMap<Vec<u8>, usize>>>,
    /// Requests that were acted on and not answered.
    unanswered: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Halting {
    /// At the first request that only reads after so many.
    fn after(limit: usize) -> Self {
        Self::at(vec![limit], false)
    }

    /// At the first request that creates something after so many, which it acts on all the same.
    fn creating(after: &[usize]) -> Self {
        Self::at(after.to_vec(), true)
    }

    fn at(mut limits: Vec<usize>, creating: bool) -> Self {
        let simulated = Simulated::new();
        let simulator = simulated.simulator.clone();
        let (told, asked) = mpsc::channel();
        let requests: Arc<Mutex<BTreeMap<Vec<u8>, usize>>> = Arc::default();
        let unanswered: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
        let (seen, silent) = (requests.clone(), unanswered.clone());
        limits.reverse();
        let limits = Mutex::new(limits);
        let target = Target::start(move |before, request| {
            let halts = creates(&request.url) == creating && {
                let mut limits = limits.lock().expect("not poisoned");
                limits.pop_if(|limit| *limit <= before).is_some()
            };
            if halts && !creating {
                let _ = told.send(());
                return Reply::Silence;
            }
            let key = [request.url.as_bytes(), &request.body].concat();
            *seen.lock().expect("not poisoned").entry(key.clone()).or_default() += 1;
            let answer = simulator.handle(request);
            if halts {
                silent.lock().expect("not poisoned").push(key);
                let _ = told.send(());
                return Reply::Silence;
            }
            answer.into()
        });
        Self { simulated, target, asked, requests, unanswered }
    }

    fn total(&self) -> usize {
        self.requests.lock().expect("not poisoned").values().sum()
    }

    /// Requests to create something.
    fn created(&self) -> usize {
        let requests = self.requests.lock().expect("not poisoned");
        requests.iter().filter(|(key, _)| creates(&String::from_utf8_lossy(key))).map(|(_, times)| times).sum()
    }

    /// How often each request came that was acted on and not answered.
    fn unanswered(&self) -> Vec<usize> {
        let requests = self.requests.lock().expect("not poisoned");
        self.unanswered.lock().expect("not poisoned").iter().map(|key| requests[key]).collect()
    }
}

fn creates(request: &str) -> bool {
    request.contains("/addOrder")
}

fn start(file: &str, out: &Path, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_zwfw-conform"))
        .args(["run", "--jobs", "1", "--target", file, "--out", text(out)])
        .args(more)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs")
}

/// Runs until the target halts, and kills the run.
fn killed(halting: &Halting, folder: &Path) -> (String, tempfile::TempDir) {
    let out = tempfile::tempdir().expect("a folder");
    let file = halting.simulated.target_file(folder, &halting.target.url());
    kill(halting, start(&file, out.path(), &[]));
    (file, out)
}

/// Waits until the target halts, and kills the run.
fn kill(halting: &Halting, mut run: Child) {
    halting.asked.recv().expect("requests arrive");
    run.kill().expect("killed");
    run.wait().expect("it is gone");
}

/// Cuts the last bytes of a journal off, as a system that fails may do.
fn tear(journal: &Path) {
    let bytes = std::fs::read(journal).expect("a journal");
    std::fs::write(journal, &bytes[..bytes.len() - 20]).expect("written");
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
    assert!(journal.lines().count() >= 60, "every exchange, and every request that may create something");
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
    tear(&out.path().join("resume.journal"));
    let ran = resume(&file, out.path());
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert_eq!(halting.total(), ran.finished().totals.exchanges + 1);
}

#[test]
fn what_was_created_without_an_answer_is_not_created_once_more() {
    let folder = tempfile::tempdir().expect("a folder");
    // The second time the run that goes on is killed, in another case.
    let halting = Halting::creating(&[100, 180]);
    let (file, first) = killed(&halting, folder.path());
    let second = tempfile::tempdir().expect("a folder");
    let events = first.path().join("events.jsonl");
    kill(&halting, start(&file, second.path(), &["--resume", text(&events), "--record"]));
    assert!(!first.path().join("resume.journal").exists(), "the run goes on from the second alone");
    let ran = resume(&file, second.path());
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(ran.stderr.contains("drawn anew") && ran.stderr.contains("in flight: 2"), "{}", ran.stderr);
    assert_eq!(halting.unanswered(), [1, 1], "what nobody has heard of was sent again");
}

#[test]
fn the_run_that_goes_on_creates_no_more_than_it_may() {
    let folder = tempfile::tempdir().expect("a folder");
    let halting = Halting::creating(&[20]);
    let out = tempfile::tempdir().expect("a folder");
    let file = halting.simulated.target_file(folder.path(), &halting.target.url());
    let limited = std::fs::read_to_string(&file).expect("text") + "    max_creates: 12\n";
    std::fs::write(&file, limited).expect("written");
    kill(&halting, start(&file, out.path(), &[]));
    let ran = resume(&file, out.path());
    assert_eq!(ran.code, 3, "what it may not create it cannot judge: {}", ran.said());
    assert_eq!(halting.created(), 12, "{}", ran.said());
}

#[test]
fn a_torn_journal_is_mended_for_a_second_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let halting = Halting::at(vec![80, 140], false);
    let (file, out) = killed(&halting, folder.path());
    tear(&out.path().join("resume.journal"));
    let events = out.path().join("events.jsonl");
    kill(&halting, start(&file, out.path(), &["--resume", text(&events)]));
    let ran = resume(&file, out.path());
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert_eq!(halting.total(), ran.finished().totals.exchanges + 1);
}

#[test]
fn the_recording_of_a_run_that_went_on_is_judged_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let halting = Halting::creating(&[100]);
    let (file, out) = killed(&halting, folder.path());
    let key = folder.path().join("own.key");
    let recipient = conform(&["judge", "key", text(&key)]).stdout.trim().to_owned();
    let events = out.path().join("events.jsonl");
    let sealed = ["--record", "sealed", "--recipient", &recipient];
    let ran = conform(&[&["run", "--target", &file, "--resume", text(&events)], &sealed[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.said());
    let (recording, again) = (ran.out.path().join("exchanges.sealed"), tempfile::tempdir().expect("a folder"));
    let judge = ["judge", "recording", text(&recording), "--identity", text(&key), "--out", text(again.path())];
    assert_eq!(conform(&judge).code, 0);
    let [before, after] = [ran.out.path(), again.path()].map(|folder| {
        let events = zwfw_conformance::report::read(&folder.join("events.jsonl")).expect("events").events;
        let told = events.into_iter().filter_map(|event| match event {
            Event::Verdict(told) => {
                Some(format!("{} {}#{} {}", told.case, told.requirement, told.aspect, told.verdict))
            }
            _ => None,
        });
        told.collect::<BTreeSet<_>>()
    });
    assert_eq!(after, before);
}
