//! What follows from verdicts: the outcome of a run under waivers, a baseline and limits. Policy consumes verdicts and
//! never changes them.

mod delta;
mod exit;
mod fingerprint;
mod gate;
mod snapshot;
mod stale;
mod version;
mod waiver;

pub use delta::{Change, Delta, Gained, Lost};
pub use exit::{FailOn, Outcome, exit_code, outcome};
pub use fingerprint::{Fingerprint, cause_name};
pub use gate::{Decision, Gate, Policy, Terms};
pub use snapshot::{Found, Listed, Place, Snapshot, UnitState};
pub use stale::{Fault, Stale, Use};
pub use waiver::{
    Force, Waiver, WaiverError, Waivers, entry as waiver_entry, read as read_waivers, schema as waiver_schema,
};
