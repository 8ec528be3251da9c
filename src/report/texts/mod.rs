//! The words of the reports, Chinese and English.

mod codes;
mod labels;
mod page;
pub mod phrases;
mod words;

pub use codes::code;
pub use labels::{Label, absence, aspect, disposition, level, stopped, verdict};
pub use page::Frame;
pub use words::Words;
