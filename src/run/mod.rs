//! Runs a plan against a target: transport, pace.

mod limits;
mod transport;

pub use limits::RateLimit;
pub use transport::{HEAD_LIMIT, HttpTransport, Transport, TransportError};
