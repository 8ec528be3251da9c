//! `zwfw-conform`: the command line of the conformance suite.
#![forbid(unsafe_code)]

use std::process::ExitCode;

/// Judging makes many small values and drops them soon after.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    zwfw_conformance::cli::main()
}
