//! `serve` prints a target file that `run` takes as it stands.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::support::conform;

/// Standards that have a simulator.
const SIMULATED: usize = 3;

/// A child that ends with the test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_run_against_the_printed_target_file_is_conforming() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zwfw-conform"));
    let mut child = Served(command.arg("serve").stdout(Stdio::piped()).spawn().expect("the binary runs"));
    let mut printed = String::new();
    let mut out = BufReader::new(child.0.stdout.take().expect("a pipe"));
    // The known data of the last standard come last; the pipe stays open as long as it serves.
    while printed.lines().filter(|line| line.trim_start().starts_with("known:")).count() < SIMULATED {
        assert!(out.read_line(&mut printed).expect("UTF-8") > 0, "it ended before the target file did:\n{printed}");
    }
    for part in
        ["http://127.0.0.1:", "/newtywl/openapi/addOrder", "/elssp/v1/Retrieval", "foreign_account_id:", "\"T5.3\":"]
    {
        assert!(printed.contains(part), "{part} in {printed}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("target.yaml");
    std::fs::write(&target, &printed).expect("written");
    let ran = conform(&["run", "--target", target.to_str().expect("UTF-8")]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(child.0.try_wait().expect("a state").is_none(), "a run must not end the simulator");
}
