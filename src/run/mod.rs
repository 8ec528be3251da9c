//! Runs a plan against a target: order, concurrency, transport, pace, causes.

mod case;
mod close;
mod engine;
mod exchange;
mod gate;
mod limits;
mod settle;
mod stage;
mod transport;
mod values;

pub use engine::{Ready, RunError, Settings, Transports, run, run_ready};
pub use limits::RateLimit;
pub use transport::{HEAD_LIMIT, HttpTransport, Transport, TransportError};
