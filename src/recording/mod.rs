//! Recordings of exchanges: kept masked, sealed for one reader, or for a run that was killed to go on.

mod file;
mod journal;
mod keeper;
mod seal;

pub use file::{Header, Recording, RecordingError, read};
pub use journal::{Journal, JournalError};
pub use keeper::{JOURNAL_FILE, Keeper, MASKED_FILE, SEALED_FILE};
pub use seal::{Identity, InvalidKey, Recipient};
