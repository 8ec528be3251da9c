//! A comparison for a merge request.

use super::Comparison;
use crate::id::Language;
use crate::report::markdown::{code, plain};
use crate::report::texts::Label;

/// The comparison as Markdown.
pub fn markdown(comparison: &Comparison, language: Language) -> String {
    let mut text = format!("## {}\n\n", Label::Comparison.words().get(language));
    for side in comparison.sides() {
        let lines: Vec<String> = side.lines.iter().map(|line| plain(line)).collect();
        text.push_str(&format!("- **{}** {}\n", side.label.words().get(language), lines.join("; ")));
    }
    let sections = comparison.sections(language);
    if sections.is_empty() {
        text.push_str(&format!("\n{}\n", Label::NothingChanged.words().get(language)));
    }
    for section in sections {
        text.push_str(&format!("\n### {}: {}\n\n", section.label.words().get(language), section.items.len()));
        for item in section.items {
            text.push_str(&format!("- **{}** {}\n", plain(&item.place), code(&item.what)));
        }
    }
    text
}
