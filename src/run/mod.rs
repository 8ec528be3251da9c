//! Runs a plan against a target: order, concurrency, transport, pace, causes.

mod blame;
mod blocked;
mod capture;
mod case;
mod clock;
mod close;
mod conclude;
mod credential;
mod deck;
mod digest;
mod engine;
mod exchange;
mod fetch;
mod fixture;
mod gate;
mod keep;
mod limits;
mod masked;
mod persons;
mod refused;
mod settle;
mod shell;
mod signing;
mod stage;
mod tape;
mod transport;
mod values;

pub use close::{Known, unreached};
pub use credential::has_credential;
pub use deck::{Deck, Recorder, Replay};
pub use engine::{Ready, RunError, Settings, Transports, run, run_ready};
pub use limits::RateLimit;
pub use tape::{Bytes, Fault, Fidelity, Got, Recorded, Sent, Tape, from_hex};
pub use transport::{HEAD_LIMIT, HttpTransport, Place, Transport, TransportError};
