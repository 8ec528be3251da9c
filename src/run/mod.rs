//! Runs a plan against a target: order, concurrency, transport, pace, causes.

mod blame;
mod blocked;
mod capture;
mod case;
mod clock;
mod close;
mod conclude;
mod credential;
mod digest;
mod engine;
mod exchange;
mod explore;
mod fetch;
mod fixture;
mod gate;
mod limits;
mod recall;
mod refused;
mod result;
mod settle;
mod shell;
mod signing;
mod stage;
mod transport;
mod values;

pub use credential::has_credential;
pub use engine::{Ready, RunError, Settings, Transports, run, run_ready};
pub use explore::{Smallest, shrink};
pub use limits::RateLimit;
pub use recall::{Baseline, Told, remember, run_again};
pub use transport::{HEAD_LIMIT, HttpTransport, Transport, TransportError};
