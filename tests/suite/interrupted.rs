//! A run that is cut short leaves whole reports: by a person, by a target that dies, by one that never was.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

use quick_junit::Report;
use tempfile::TempDir;
use zwfw_conformance::verdict::{FindingCode, Group, Stopped, Verdict};

use crate::support::{Ran, Reply, Simulated, Target, conform, target_file};

/// Reports are whole, red and say why.
fn is_whole_and_undecided(ran: &Ran, stopped: Stopped) {
    assert_eq!(ran.code, 3, "{}", ran.said());
    assert_eq!(ran.finished().stopped, Some(stopped));
    let report = Report::deserialize_from_str(&ran.junit()).expect("JUnit");
    assert!(report.errors > 0 && report.failures == 0, "{} errors, {} failures", report.errors, report.failures);
}

#[test]
fn a_wrong_port_is_undecided_with_one_cause_an_operation() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let folder = tempfile::tempdir().expect("a folder");
    let credentials = "credentials: { cust_token: \"00000000000000000000000000000000\" }";
    let ran = conform(&["run", "--target", &target_file(folder.path(), &format!("http://{free}"), &[credentials])]);
    is_whole_and_undecided(&ran, Stopped::Unreachable);
    let fold = ran.fold();
    let codes: BTreeSet<FindingCode> = fold.groups().iter().map(|group| group.root.code).collect();
    assert!(codes.contains(&FindingCode::Unreachable), "{codes:?}");
    assert!(fold.groups().len() <= 12, "{} causes for one wrong port", fold.groups().len());
    assert_eq!(ran.finished().totals.count(Verdict::Pass), 0);
}

#[test]
fn a_target_that_dies_half_way_is_undecided_from_there_on_with_few_causes() {
    let simulated = Simulated::new();
    let simulator = simulated.simulator.clone();
    let target = Target::start(move |before, request| match before {
        0..200 => simulator.handle(request).into(),
        _ => Reply::Death,
    });
    let folder = tempfile::tempdir().expect("a folder");
    let ran = conform(&["run", "--target", &simulated.target_file(folder.path(), &target.url())]);
    is_whole_and_undecided(&ran, Stopped::Unreachable);
    let (fold, totals) = (ran.fold(), ran.finished().totals);
    assert!(totals.count(Verdict::Pass) > 100, "what was judged before it died still counts");
    assert!(totals.count(Verdict::Inconclusive) > 20, "{totals:?}");
    let (gone, others): (Vec<_>, Vec<_>) =
        fold.groups().into_iter().partition(|group| group.root.code == FindingCode::Unreachable);
    let count = |groups: &[&Group]| groups.iter().map(|group| group.count).sum::<usize>();
    assert!((1..=5).contains(&gone.len()), "one cause an operation at most: {gone:?}");
    assert!(count(&gone) > 20 * count(&others), "not told as unreachable: {others:?}");
}

#[test]
fn an_interrupt_or_a_cancelled_job_leaves_whole_reports() {
    for signal in ["-INT", "-TERM"] {
        let (told, asked) = mpsc::channel();
        let simulated = Simulated::new();
        let simulator = simulated.simulator.clone();
        let target = Target::start(move |before, request| {
            if before < 20 {
                return simulator.handle(request).into();
            }
            // The first exchange that will not end says that the run is under way.
            let _ = told.send(());
            Reply::Silence
        });
        let folder = tempfile::tempdir().expect("a folder");
        let file = simulated.target_file(folder.path(), &target.url());
        let ran = signalled(signal, &["--operation", "getDist", "--target", &file], || {
            asked.recv().expect("requests arrive");
        });
        is_whole_and_undecided(&ran, Stopped::Interrupted);
    }
}

#[test]
fn a_signal_before_the_first_answer_leaves_whole_reports() {
    let (told, asked) = mpsc::channel();
    let target = Target::start(move |_, _| {
        let _ = told.send(());
        Reply::Silence
    });
    let folder = tempfile::tempdir().expect("a folder");
    let credentials = "credentials: { cust_token: \"00000000000000000000000000000000\" }";
    let file = target_file(folder.path(), &target.url(), &[credentials]);
    let ran = signalled("-TERM", &["--jobs", "1", "--target", &file], || asked.recv().expect("a request arrives"));
    is_whole_and_undecided(&ran, Stopped::Interrupted);
    assert_eq!(ran.finished().totals.count(Verdict::Pass), 0);
}

#[test]
fn a_signal_while_it_waits_for_the_target_leaves_whole_reports() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let folder = tempfile::tempdir().expect("a folder");
    let credentials = "credentials: { cust_token: \"00000000000000000000000000000000\" }";
    let file = target_file(folder.path(), &format!("http://{free}"), &[credentials]);
    let arguments = ["--wait-for", "3600", "--operation", "getDist", "--target", &file];
    let mut child = start(&arguments);
    // It says that it waits, once the signals are armed.
    let mut said = BufReader::new(child.process.stderr.take().expect("a pipe"));
    let mut line = String::new();
    said.read_line(&mut line).expect("it speaks");
    assert!(line.contains("waiting"), "{line}");
    let ran = child.end("-TERM", said);
    is_whole_and_undecided(&ran, Stopped::Interrupted);
}

/// A run that has been started.
struct Started {
    process: Child,
    out: TempDir,
}

fn start(arguments: &[&str]) -> Started {
    let out = tempfile::tempdir().expect("a folder");
    let process = Command::new(env!("CARGO_BIN_EXE_zwfw-conform"))
        .arg("run")
        .args(arguments)
        .arg("--out")
        .arg(out.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    Started { process, out }
}

impl Started {
    fn end(mut self, signal: &str, mut said: impl Read) -> Ran {
        let sent = Command::new("kill").args([signal, &self.process.id().to_string()]).status().expect("kill");
        assert!(sent.success());
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.process.stdout.take().expect("a pipe").read_to_string(&mut stdout).expect("UTF-8");
        said.read_to_string(&mut stderr).expect("UTF-8");
        let code = self.process.wait().expect("it ends").code();
        let ran = Ran { code: code.expect("it ended by itself"), stdout, stderr, out: self.out };
        assert!(ran.stderr.contains("reports are still written"), "{}", ran.stderr);
        ran
    }
}

/// A run that gets a signal when it is under way.
fn signalled(signal: &str, arguments: &[&str], under_way: impl FnOnce()) -> Ran {
    let mut child = start(arguments);
    let said = child.process.stderr.take().expect("a pipe");
    under_way();
    child.end(signal, said)
}
