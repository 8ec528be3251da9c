//! Who is tested: the target file, its credentials, what it claims and what it lends to the tests.

mod base_url;
mod claims;
mod describe;
mod expand;
mod fields;
mod file;
mod front;
mod known;
mod load;
mod masked;
mod model;
mod resolve;
mod wire;
mod written;

pub use base_url::{BaseUrl, InvalidBaseUrl};
pub use file::{HeaderPrefix, Network, schema};
pub use front::{Front, FrontCall};
pub use load::{TargetError, environment, load, load_for, read};
pub use masked::{identity, masked};
pub use model::{Credential, Gateway, Secret, Signing, StandardTarget, Target};
pub use wire::WireSettings;
