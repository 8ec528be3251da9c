//! What a mutant takes for a credential that was handed out.

use super::lapse::Decision;

/// Compares one that was handed out with one that was sent.
pub(super) type Same = fn(&str, &str) -> bool;

/// Which comparison stands where a decision is left out.
pub(super) const NEARLY: [(Decision, Same); 6] = [
    (Decision::CredentialWhole, |known, sent| known.starts_with(sent) || sent.starts_with(known)),
    (Decision::CredentialStart, |known, sent| known.ends_with(sent) || sent.ends_with(known)),
    (Decision::CredentialFirst, |known, sent| known.len() == sent.len() && known.get(1..) == sent.get(1..)),
    (Decision::CredentialLast, |known, sent| known.len() == sent.len() && but_last(known) == but_last(sent)),
    (Decision::CredentialMiddle, |known, sent| known.len() == sent.len() && ends(known) == ends(sent)),
    (Decision::CredentialCase, str::eq_ignore_ascii_case),
];

fn but_last(text: &str) -> Option<&str> {
    text.char_indices().next_back().and_then(|(last, _)| text.get(..last))
}

/// The first and the last quarter.
fn ends(text: &str) -> (Option<&str>, Option<&str>) {
    let quarter = text.len() / 4;
    (text.get(..quarter), text.get(text.len() - quarter..))
}
