//! A simulator behind a test's own loopback target.

use std::path::Path;
use std::sync::Arc;

use zwfw_conformance::simulator::{Setup, Simulator};

use super::data::standard;

/// A simulator that answers in this process, and a target file for whoever passes requests on to it.
pub struct Simulated {
    pub simulator: Arc<Simulator>,
}

impl Simulated {
    pub fn new() -> Self {
        // The run takes the dates of its own clock, so must the simulator.
        let clock = || jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).datetime();
        let setup = Setup { clock: Arc::new(clock), seed: 1 };
        Self { simulator: Arc::new(Simulator::new(Arc::new(standard().clone()), setup).expect("simulated")) }
    }

    /// Writes a target file with its credentials and known data.
    pub fn target_file(&self, folder: &Path, base_url: &str) -> String {
        let credentials = serde_json::to_string(&self.simulator.credentials()).expect("JSON");
        let (credentials, known) =
            (format!("credentials: {credentials}"), format!("known: {}", self.simulator.known()));
        super::binary::target_file(folder, base_url, &[&credentials, &known])
    }
}
