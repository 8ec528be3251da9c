//! Reports: every reporter consumes the event stream, and nothing else.
//!
//! One new format costs one file here and one line where the command line adds it to its [`Reporters`].

mod jsonl;
mod read;
mod reporter;

pub use jsonl::JsonLines;
pub use read::{ReadError, ReadErrorKind, Recording, read, read_from};
pub use reporter::{Reporter, ReporterError, Reporters};
