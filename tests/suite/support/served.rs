//! `serve` as a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

/// Standards that have a simulator.
const SIMULATED: usize = 3;

/// A simulator that serves until it is dropped.
pub struct Served {
    child: Child,
    /// The target file that it printed.
    pub printed: String,
    _out: BufReader<ChildStdout>,
}

impl Served {
    /// Starts one with further arguments.
    pub fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zwfw-conform"));
        command.arg("serve").args(arguments).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut printed = String::new();
        // The known data of the last standard come last; the pipe stays open as long as it serves.
        while printed.lines().filter(|line| line.trim_start().starts_with("known:")).count() < SIMULATED {
            assert!(out.read_line(&mut printed).expect("UTF-8") > 0, "it ended before the target file did:\n{printed}");
        }
        Self { child, printed, _out: out }
    }

    /// Whether it serves still.
    pub fn serves(&mut self) -> bool {
        self.child.try_wait().expect("a state").is_none()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
