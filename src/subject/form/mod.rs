//! Forms that somebody filled in: read from YAML, JSON and workbooks, judged cell by cell.

mod addresses;
mod blank;
mod filled;
mod hear;
mod judge;
mod labels;
mod layout;
mod read;
mod rules;
mod text;
mod tree;
mod values;
mod words;
mod workbook;

#[cfg(test)]
mod tests;

pub use blank::{Blank, blank};
pub use filled::{Cell, Entry, Filled, FormError, NoValue, Section, Unusable};
pub use hear::{hear, parts};
pub use read::{FORMS_MAX, read};
