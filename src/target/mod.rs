//! Who is tested: the target file, its credentials, what it claims and what it lends to the tests.

mod wire;

pub use wire::WireSettings;
