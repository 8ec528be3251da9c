//! A simulator behind a test's own loopback target.

use std::path::Path;
use std::sync::Arc;

use zwfw_conformance::simulator::{Setup, Simulator};
use zwfw_conformance::standard::Standard;

use super::data::{licences, standard};

/// A simulator that answers in this process, and a target file for whoever passes requests on to it.
pub struct Simulated {
    pub simulator: Arc<Simulator>,
    standard: &'static Standard,
}

impl Simulated {
    /// The simulator of the logistics standard.
    pub fn new() -> Self {
        Self::of(standard())
    }

    /// The simulator of the licence standard.
    pub fn licences() -> Self {
        Self::of(&licences().standard)
    }

    fn of(standard: &'static Standard) -> Self {
        // The run takes the dates of its own clock, so must the simulator.
        let clock = || jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).datetime();
        let setup = Setup { clock: Arc::new(clock), seed: 1 };
        let simulator = Simulator::new(Arc::new(standard.clone()), setup).expect("simulated");
        Self { simulator: Arc::new(simulator), standard }
    }

    /// Writes a target file with its credentials and known data.
    pub fn target_file(&self, folder: &Path, base_url: &str) -> String {
        let credentials = serde_json::to_string(&self.simulator.credentials()).expect("JSON");
        let (credentials, known) =
            (format!("credentials: {credentials}"), format!("known: {}", self.simulator.known()));
        super::binary::target_file_of(&self.standard.id, folder, base_url, &[&credentials, &known])
    }
}
