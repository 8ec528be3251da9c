//! Runs a plan against a target: order, concurrency, transport, pace, causes.

mod blocked;
mod capture;
mod case;
mod close;
mod conclude;
mod engine;
mod exchange;
mod fixture;
mod gate;
mod limits;
mod refused;
mod settle;
mod stage;
mod transport;
mod values;

pub use engine::{Ready, RunError, Settings, Transports, run, run_ready};
pub use limits::RateLimit;
pub use transport::{HEAD_LIMIT, HttpTransport, Transport, TransportError};
