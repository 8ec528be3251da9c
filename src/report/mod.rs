//! Reports: every reporter consumes the event stream, and nothing else.
//!
//! One new format costs one file here and one line where the command line adds it to its [`Reporters`].

pub mod compare;
pub mod csv;
pub mod describe;
pub mod escape;
pub mod html;
mod jsonl;
mod junit;
pub mod markdown;
pub mod merge;
mod place;
mod read;
mod reporter;
#[cfg(test)]
pub(crate) mod sample;
pub mod sarif;
mod terminal;
pub mod texts;
mod whole;

pub use jsonl::JsonLines;
pub use junit::{Junit, JunitMode};
pub use read::{ReadError, ReadErrorKind, Recording, read, read_from};
pub use reporter::{Reporter, ReporterError, Reporters, Reporting};
pub use terminal::{Progress, Terminal, TerminalOptions};
pub use whole::{Material, Render, WholeFile};
