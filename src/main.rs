//! `zwfw-conform`: the command line of the conformance suite.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    zwfw_conformance::cli::main()
}
