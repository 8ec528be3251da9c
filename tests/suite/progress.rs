//! Progress counts what the plan counts, and what cannot be printed is told.

use zwfw_conformance::report::read;
use zwfw_conformance::verdict::{Event, Origin};

use crate::support::conform;

#[test]
fn the_cases_of_a_run_are_as_many_as_its_first_line_says() {
    let ran = conform(&["run"]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    let events = read(&ran.out.path().join("events.jsonl")).expect("a recording").events;
    let Some(Event::RunStarted(started)) = events.first() else { panic!("no opening") };
    let case = |event: &Event| match event {
        Event::Verdict(verdict) => Some(verdict.case.clone()),
        Event::Exchange(exchange) => Some(exchange.case.clone()),
        _ => None,
    };
    let all: std::collections::BTreeSet<String> = events.iter().filter_map(case).collect();
    let planned = all.iter().filter(|case| Origin::of(case).is_planned()).count();
    assert_eq!(planned, started.cases);
    assert!(all.len() > planned, "fixtures and probes are no cases");
}

#[cfg(target_os = "linux")]
#[test]
fn a_list_that_could_not_be_written_is_no_success() {
    for arguments in [&["list", "requirements"][..], &["explain", "gdzw-0017-2019/T6.1"], &["completions", "bash"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_zwfw-conform"));
        let ran = command.args(arguments).stdout(full).output().expect("the binary runs");
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(4), "{arguments:?}: {said}");
        assert!(said.contains("standard output"), "{arguments:?}: {said}");
    }
}
