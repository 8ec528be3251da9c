//! The binary on a terminal, by `script` of util-linux, which every Debian has.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a command left that ran on a terminal of its own.
pub struct Seen {
    pub code: i32,
    /// Everything that the terminal was sent, with line ends as in a file.
    pub text: String,
}

/// Runs a shell command on a terminal of 40 columns, in a folder, with what a person types and these variables besides.
/// `$ZWFW` is the binary.
pub fn on_terminal(command: &str, folder: &Path, typed: &str, variables: &[(&str, &str)]) -> Seen {
    let command = format!("stty cols 40 rows 24 2>/dev/null; {command}");
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]).current_dir(folder);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "CI"] {
        script.env_remove(name);
    }
    script.env("TERM", "xterm-256color").env("SHELL", "/bin/sh").env("ZWFW", env!("CARGO_BIN_EXE_zwfw-conform"));
    script.envs(variables.iter().copied());
    script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = script.spawn().expect("script of util-linux can be started");
    let mut input = child.stdin.take().expect("its input");
    input.write_all(typed.as_bytes()).expect("typed");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8(output.stdout).expect("UTF-8").replace("\r\n", "\n");
    Seen { code: output.status.code().expect("a code"), text }
}
