//! Start-up: the whole process of `list`.

use std::process::{Command, Stdio};

use crate::measure::{Figure, Rounds, seconds};

const PROGRAM: &str = env!("CARGO_BIN_EXE_zwfw-conform");

/// Wall time of processes, from starting to ended.
pub fn measure() -> Vec<Figure> {
    vec![
        Figure::new("zwfw-conform list", "ms", processes(&["list"])).at_most(50.0),
        Figure::new("zwfw-conform list cases", "ms", processes(&["list", "cases"])),
        Figure::new("zwfw-conform --version", "ms", processes(&["--version"])),
    ]
}

fn processes(arguments: &[&str]) -> Rounds {
    let one = |_| {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
        let (seconds, ended) = seconds(|| command.status());
        assert!(ended.expect("the program starts").success(), "{arguments:?} ends well");
        seconds * 1e3
    };
    Rounds::new((0..20).map(one).collect())
}
