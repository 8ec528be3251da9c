//! The behaviour of the whole suite, through its library and its binary.
//!
//! Add a topic: one file here and one `mod` line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

mod again;
mod architecture;
mod baselines;
mod binaries;
mod bundle;
mod case_lint;
mod cases_needed;
mod causes;
mod certificates;
mod checks_needed;
mod chinese;
mod claims;
mod command_line;
mod completions;
mod contradictions;
mod coverage;
mod dossiers;
mod examples;
mod excerpts;
mod figures;
mod filled_forms;
mod filled_sheets;
mod flips;
mod formats;
mod forms;
mod front;
mod gateway_probes;
mod gateways;
mod helpful;
mod hostile;
mod html;
mod html_people;
mod html_safety;
mod init;
mod interrupted;
mod leeway;
mod listing;
mod masking;
mod masks;
mod mistakes;
mod near_dates;
mod odd_json;
mod probes;
mod progress;
mod proof;
mod proof_bar;
mod proxies;
mod readings;
mod recording;
mod resumed;
mod second_standard;
mod serving;
mod shards;
mod sichuan;
mod standard_check;
mod tapes;
#[cfg(target_os = "linux")]
mod terminals;
mod transcription;
mod vouching;
mod waivers;
mod wrong_files;
