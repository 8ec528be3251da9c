//! A comparison for the terminal.

use super::Comparison;
use crate::id::Language;
use crate::report::texts::Label;

/// The comparison as plain text.
pub fn plain(comparison: &Comparison, language: Language) -> String {
    let mut text = String::new();
    for side in comparison.sides() {
        text.push_str(&format!("{}: {}\n", side.label.words().get(language), side.lines.join("; ")));
    }
    let sections = comparison.sections(language);
    if sections.is_empty() {
        text.push_str(&format!("\n{}\n", Label::NothingChanged.words().get(language)));
    }
    for section in sections {
        text.push_str(&format!("\n{}: {}\n", section.label.words().get(language), section.items.len()));
        for item in section.items {
            text.push_str(&format!("  {}  {}\n", item.place, item.what));
        }
    }
    text
}
