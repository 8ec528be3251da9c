//! What the tests share: the loaded data, judging in this process, the binary, loopback targets.

mod bench;
mod binary;
mod certificates;
mod chromium;
mod data;
mod loopback;
mod mini;
#[cfg(target_os = "linux")]
mod pty;
mod served;
mod simulated;
mod streams;

pub use bench::{judge, sound};
pub use binary::{Ran, conform, conform_with, target_file, target_file_of};
pub use certificates::Certified;
pub use chromium::Page;
pub use data::{LICENCES, LOGISTICS, checkout, copy, embedded, licences, plan, plan_of, standard};
pub use loopback::{Reply, Target};
pub use mini::{Mini, answer, form};
#[cfg(target_os = "linux")]
pub use pty::on_terminal;
pub use served::Served;
pub use simulated::Simulated;
pub use streams::{Stream, text};
