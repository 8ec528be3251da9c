//! JSON that parsers read differently is told as what it is, and one oddity of an answer does not hide another.

use zwfw_conformance::id::Aspect;
use zwfw_conformance::verdict::{Event, FindingCode, Verdict};

use crate::support::{Ran, Reply, Simulated, Target, conform};

/// Runs `getDist` of a simulator whose answers have this written before everything, and these members in front.
fn written(before: &'static str, members: &'static str) -> Ran {
    let simulated = Simulated::new();
    let simulator = simulated.simulator.clone();
    let target = Target::start(move |_, request| {
        let answer = simulator.handle(request);
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        match text.strip_prefix('{') {
            Some(rest) => Reply::ok("application/json", format!("{before}{{{members},{rest}")),
            None => answer.into(),
        }
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = simulated.target_file(folder.path(), &target.url());
    conform(&["run", "--jobs", "1", "--target", &file, "--operation", "getDist"])
}

/// What is told of the form of answers, with its verdict, each once.
fn told(ran: &Ran) -> Vec<(FindingCode, Verdict)> {
    let verdicts = ran.recording().events.into_iter().filter_map(|event| match event {
        Event::Verdict(verdict) if verdict.aspect == Aspect::Format => Some(*verdict),
        _ => None,
    });
    let mut told: Vec<_> = verdicts.filter_map(|one| Some((one.finding?.code, one.verdict))).collect();
    told.sort();
    told.dedup();
    told
}

#[test]
fn a_mark_that_warns_does_not_hide_a_key_that_fails() {
    let ran = written("\u{feff}", r#""note":1,"note":2"#);
    let told = told(&ran);
    assert_eq!(ran.code, 1, "{}", ran.said());
    assert!(told.contains(&(FindingCode::ByteOrderMark, Verdict::Warning)), "{told:?}");
    assert!(told.contains(&(FindingCode::DuplicateKey, Verdict::Fail)), "{told:?}");
}

#[test]
fn numbers_that_no_table_names_are_not_judged_however_long() {
    let ran = written("", r#""note":1e400,"more":3.14159265358979323846"#);
    assert_eq!((ran.code, told(&ran)), (0, Vec::new()), "{}", ran.said());
}

#[test]
fn what_receivers_may_refuse_warns_and_the_rest_is_judged() {
    let ran = written("", r#""note":"\ud83d""#);
    assert_eq!((ran.code, told(&ran)), (0, vec![(FindingCode::LoneSurrogate, Verdict::Warning)]), "{}", ran.said());
}
