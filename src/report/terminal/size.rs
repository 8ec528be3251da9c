//! How wide the terminal is.

use std::io::{self, IsTerminal};

/// Columns of the narrowest terminal that is believed.
const NARROWEST: usize = 20;

/// Columns of standard output; none where it is no terminal: what is piped or kept is not broken. `COLUMNS` has the last
/// word.
pub(super) fn columns() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    stated.or_else(seen).filter(|columns| *columns >= NARROWEST)
}

/// Whether standard error can move its cursor: a dumb terminal cannot.
pub(super) fn can_redraw() -> bool {
    io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
