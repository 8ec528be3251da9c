//! The report that people read and sign: one page that opens from disk, asks nothing of the network, and prints as an
//! acceptance record. The page is made here and reads without its script, which switches the language, filters, and lists
//! the verdicts out of the data that the page carries.

mod answer;
mod causes;
mod data;
mod dictionary;
mod latency;
mod matrix;
mod page;
mod seal;
mod standing;
mod summary;

pub use page::render;
