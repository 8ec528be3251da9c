//! Colours, and padding by the columns that a text takes.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::policy::Outcome;
use crate::verdict::Verdict;

/// Headings and names.
pub(super) const BOLD: Style = Style::new().bold();
/// What frames.
pub(super) const DIM: Style = Style::new().dimmed();

/// Colour of a verdict.
pub(super) fn verdict(verdict: Verdict) -> Style {
    match verdict {
        Verdict::NotApplicable => DIM,
        Verdict::Pass => AnsiColor::Green.on_default(),
        Verdict::Warning => AnsiColor::Yellow.on_default(),
        Verdict::Inconclusive => AnsiColor::Cyan.on_default(),
        Verdict::Fail => AnsiColor::Red.on_default().bold(),
        Verdict::Error => AnsiColor::Magenta.on_default().bold(),
    }
}

/// Colour of an outcome.
pub(super) fn outcome(outcome: Outcome) -> Style {
    match outcome {
        Outcome::Conforming => AnsiColor::Green.on_default().bold(),
        Outcome::NotConforming => AnsiColor::Red.on_default().bold(),
        Outcome::Undecided => AnsiColor::Cyan.on_default().bold(),
        Outcome::Usage | Outcome::Internal => AnsiColor::Magenta.on_default().bold(),
    }
}

/// Columns that a text takes: two for a Chinese character.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The text with blanks behind it up to `columns`.
pub(super) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text with blanks before it up to `columns`.
pub(super) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}
