//! Wrong files end with exit 2, place and suggestion before the first request.

use std::path::{Path, PathBuf};

use crate::support::{Ran, Reply, Target, conform, copy, target_file};

/// Runs against a target that counts, and holds that nothing was sent.
fn refused(arguments: &[&str], target: &Target) -> Ran {
    let ran = conform(arguments);
    assert_eq!(ran.code, 2, "{}", ran.said());
    assert_eq!(target.requests(), 0, "a request was sent before the files were read");
    assert!(!ran.out.path().join("events.jsonl").exists(), "nothing was run, so there is nothing to report");
    ran
}

fn idle() -> Target {
    Target::start(|_, _| Reply::ok("text/plain", ""))
}

fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

/// Writes one case file into a copy of the cases, and gives the folder and the file.
fn with_case(folder: &Path, case: &str) -> (String, PathBuf) {
    let cases = copy("cases", folder);
    let path = cases.join("gdzw-0017-2019/getDist/added.yaml");
    std::fs::write(&path, case).expect("written");
    (text(&cases), path)
}

const CASE: &str = "\
case: added
title: { zh: 新增, en: Added }
steps:
  - id: provinces
    operation: getDist
    set: { /level: 1 }
    checks:
      - { check: count, requirement: T8.6, with: { items: /data, min: 1 } }
";

#[test]
fn a_misspelt_key_of_a_target_file_is_refused_with_place_and_suggestion() {
    let (target, folder) = (idle(), tempfile::tempdir().expect("a folder"));
    let file = target_file(folder.path(), &target.url(), &["max_create: 5"]);
    let ran = refused(&["run", "--target", &file], &target);
    assert!(ran.stderr.contains(&format!("{file}:5:5")), "{}", ran.stderr);
    assert!(ran.stderr.contains("did you mean `max_creates`?"), "{}", ran.stderr);
}

#[test]
fn an_unknown_operation_of_a_target_file_is_refused_with_place_and_suggestion() {
    let (target, folder) = (idle(), tempfile::tempdir().expect("a folder"));
    let file = target_file(folder.path(), &target.url(), &["operations: [getDist, queryOrders]"]);
    let ran = refused(&["run", "--target", &file], &target);
    assert!(ran.stderr.contains(&format!("{file}:5:27")), "{}", ran.stderr);
    assert!(ran.stderr.contains("did you mean `queryOrder`?"), "{}", ran.stderr);
}

#[test]
fn a_missing_environment_variable_is_named_with_its_place() {
    let (target, folder) = (idle(), tempfile::tempdir().expect("a folder"));
    let credentials = "credentials: { cust_token: \"${env:ZWFW_SUITE_NOBODY_SETS_THIS}\" }";
    let file = target_file(folder.path(), &target.url(), &[credentials]);
    let ran = refused(&["run", "--target", &file], &target);
    assert!(ran.stderr.contains("ZWFW_SUITE_NOBODY_SETS_THIS"), "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("{file}:5:")), "{}", ran.stderr);
}

#[test]
fn a_variable_without_env_is_not_taken_for_the_credential() {
    let (target, folder) = (idle(), tempfile::tempdir().expect("a folder"));
    let file = target_file(folder.path(), &target.url(), &["credentials: { cust_token: \"${CUST_TOKEN}\" }"]);
    let ran = refused(&["run", "--target", &file], &target);
    assert!(ran.stderr.contains(&format!("{file}:5:32")), "{}", ran.stderr);
    assert!(ran.stderr.contains("write `${env:CUST_TOKEN}`"), "{}", ran.stderr);
}

#[test]
fn a_target_file_that_is_not_there_is_named() {
    let target = idle();
    let ran = refused(&["run", "--target", "no/such/target.yaml"], &target);
    assert!(ran.stderr.contains("no/such/target.yaml"), "{}", ran.stderr);
}

#[test]
fn an_added_case_is_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let (cases, _) = with_case(folder.path(), CASE);
    let ran = conform(&["run", "--cases", &cases, "--case", "*/getDist/added"]);
    assert!(ran.verdicts().iter().any(|verdict| verdict.contains("/getDist/added") && verdict.ends_with("pass")));
}

#[test]
fn a_broken_case_is_refused_with_place_and_suggestion() {
    let (target, folder) = (idle(), tempfile::tempdir().expect("a folder"));
    let file = target_file(folder.path(), &target.url(), &[]);
    let mistakes = [
        ("steps:", "stpes:", "3:1", "did you mean `steps`?"),
        ("operation: getDist", "operation: getDits", "5:16", "did you mean `getDist`?"),
        ("check: count", "check: cuont", "8:18", "did you mean `count`?"),
        ("min: 1", "mn: 1", "8:66", "did you mean `min`?"),
        ("requirement: T8.6", "requirement: T8.66", "8:38", "did you mean `T8.6`?"),
        ("min: 1 } }", "min: 1 }, finding: wrong-cuont }", "8:85", "did you mean `wrong-count`?"),
    ];
    for (old, new, place, said) in mistakes {
        assert!(CASE.contains(old));
        let (cases, path) = with_case(folder.path(), &CASE.replace(old, new));
        let ran = refused(&["run", "--target", &file, "--cases", &cases], &target);
        let place = format!("{}:{place}", path.display());
        assert!(ran.stderr.contains(&place), "{place} is missing:\n{}", ran.stderr);
        assert!(ran.stderr.contains(said), "`{said}` is missing:\n{}", ran.stderr);
    }
}

#[test]
fn reports_that_cannot_be_written_are_wrong_usage_before_the_first_request() {
    let (target, folder) = (idle(), tempfile::tempdir().expect("a folder"));
    let file = target_file(folder.path(), &target.url(), &[]);
    let out = text(&folder.path().join("target.yaml/out"));
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_zwfw-conform"))
        .args(["run", "--target", &file, "--out", &out])
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains(&out));
    assert_eq!(target.requests(), 0);
}
