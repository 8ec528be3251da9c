//! Dossiers: the papers that show what nobody sees from outside.

mod draft;
mod file;
mod judge;
mod model;
mod papers;
mod shelf;
mod tell;

pub use draft::{Draft, SCHEMA_FILE};
pub use file::{read, schema};
pub use judge::{Said, judge};
pub use model::{Chapter, Claim, Dossier, Entry, Field, Object, Paper, PaperField, Plan};
pub use shelf::{Folder, Lack, Lying, Shelf, sha256};
pub use tell::tell;
