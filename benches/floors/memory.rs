//! Peak memory and wall time of `run` as a process of its own, embedded simulator included.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::measure::{Figure, Rounds};

const PROGRAM: &str = env!("CARGO_BIN_EXE_zwfw-conform");

/// Between two looks at a peak that only grows; what a process takes in its last millisecond may be missed.
const LOOK_EVERY: Duration = Duration::from_millis(1);

/// Several whole processes.
pub fn measure() -> Vec<Figure> {
    let (peaks, seconds) = (0..7).map(|_| process()).unzip();
    vec![
        Figure::new("zwfw-conform run, peak resident memory", "MB", Rounds::new(peaks)).at_most(100.0),
        Figure::new("zwfw-conform run, whole process", "s", Rounds::new(seconds)).at_most(1.0),
    ]
}

/// Peak in MB, wall time in seconds.
fn process() -> (f64, f64) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(PROGRAM);
    command.args(["run", "--quiet", "--seed", "1", "--out"]).arg(folder.path());
    peak(command.stdin(Stdio::null()).stdout(Stdio::null()))
}

/// Peak in MB and wall time in seconds of a command, which must not fail by itself.
pub fn peak(command: &mut Command) -> (f64, f64) {
    let begun = Instant::now();
    let mut child = command.spawn().expect("the program starts");
    let mut peak = 0.0_f64;
    loop {
        peak = peak.max(high_water(child.id()).unwrap_or_default());
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            assert!(status.code().is_some_and(|code| code != 4), "the run ended with {status}");
            return (peak, begun.elapsed().as_secs_f64());
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// The highest resident memory of a process so far; none when it is gone.
fn high_water(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}
