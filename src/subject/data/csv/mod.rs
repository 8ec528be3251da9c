//! Tables as comma-separated files: read strictly, in blocks, on all processors.

mod chunks;
mod fault;
mod header;
mod judge;
mod record;
mod text;

pub use fault::{CsvError, CsvFault};
pub(super) use judge::judge;
pub use record::Records;
pub use text::Charset;
