//! The behaviour of the whole suite, through its library and its binary.
//!
//! Add a topic: one file here and one `mod` line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

mod architecture;
mod cases_needed;
mod certificates;
mod checks_needed;
mod claims;
mod command_line;
mod coverage;
mod forms;
mod gateways;
mod hostile;
mod interrupted;
mod listing;
mod proof;
mod proof_bar;
mod readings;
mod recording;
mod second_standard;
mod serving;
mod standard_check;
mod transcription;
mod wrong_files;
