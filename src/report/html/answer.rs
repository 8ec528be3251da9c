//! What was sent and what was answered as far as a finding shows it: safe to show, with the offending value to be marked.

use crate::report::escape::{self, SHOWN_LENGTH, cut};
use crate::verdict::{Excerpt, Finding};

/// Characters on each side of the offending value: a stream is not trusted to be as short as it should.
const SIDE: usize = 4000;

/// A message with its offending place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// HTTP status, if it is an answer.
    pub status: Option<u16>,
    /// What stands before the offending value.
    pub before: String,
    /// The value.
    pub value: Option<String>,
    /// Whether nothing stands where something is due.
    pub missing: bool,
    /// What stands behind it.
    pub behind: String,
}

/// What was sent, where the finding is about that.
pub(super) fn sent(finding: &Finding) -> Option<Message> {
    finding.sent.as_ref().map(|sent| message(sent, true))
}

/// The answer.
pub(super) fn answer(finding: &Finding) -> Option<Message> {
    let has_place = !finding.pointer.is_empty() && !finding.code.is_about_request();
    finding.answer.as_ref().map(|answer| message(answer, has_place))
}

fn message(excerpt: &Excerpt, has_place: bool) -> Message {
    Message {
        status: excerpt.status,
        before: last(&escape::lines(&excerpt.before)),
        value: excerpt.value.as_deref().map(|value| cut(value, 2 * SHOWN_LENGTH)),
        missing: has_place && excerpt.value.is_none(),
        behind: first(&escape::lines(&excerpt.behind)),
    }
}

/// The end of a text, which is next to the value.
fn last(text: &str) -> String {
    match text.char_indices().rev().nth(SIDE - 1) {
        Some((at, _)) if at > 0 => format!("…{}", text.get(at..).unwrap_or_default()),
        _ => text.to_owned(),
    }
}

fn first(text: &str) -> String {
    match text.char_indices().nth(SIDE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::id::Aspect;
    use crate::verdict::FindingCode;
    use crate::verdict::sample::finding;

    fn with(code: FindingCode, excerpt: Excerpt) -> Finding {
        let mut finding = finding("query", "T2.1", Aspect::Type, code, json!(7));
        (finding.sent, finding.answer) = (code.is_about_request().then(|| excerpt.clone()), Some(excerpt));
        finding
    }

    fn excerpt(before: &str, value: Option<&str>, behind: &str) -> Excerpt {
        Excerpt {
            status: Some(200),
            before: before.to_owned(),
            value: value.map(str::to_owned),
            behind: behind.to_owned(),
        }
    }

    #[test]
    fn the_value_stays_in_sight_and_the_whole_is_bounded() {
        let long = "x".repeat(100_000);
        let shown = answer(&with(FindingCode::WrongType, excerpt(&format!("{long}\"id\": "), Some(&long), &long)));
        let shown = shown.expect("an answer");
        assert!(shown.before.ends_with("x\"id\": "), "the end is what stands before the value");
        let length =
            [&shown.before, &shown.behind, shown.value.as_ref().expect("a value")].map(|part| part.chars().count());
        assert!(length.iter().sum::<usize>() < 9000, "{length:?}");
    }

    #[test]
    fn nothing_in_an_answer_is_missing_where_the_request_is_what_was_wrong() {
        let none = || excerpt("{", None, "}");
        assert!(answer(&with(FindingCode::Missing, none())).expect("an answer").missing);
        let accepted = with(FindingCode::MissingAccepted, none());
        assert!(!answer(&accepted).expect("an answer").missing);
        assert!(sent(&accepted).expect("a request").missing);
        assert_eq!(sent(&with(FindingCode::Missing, none())), None);
    }

    #[test]
    fn what_a_target_hides_in_it_is_spelt_out() {
        let hostile = excerpt("{\n  \u{202e}", Some("\u{1b}[31m"), "\u{0}\n}");
        let shown = answer(&with(FindingCode::WrongType, hostile)).expect("an answer");
        assert_eq!((shown.before.as_str(), shown.behind.as_str()), ("{\n  \\u{202e}", "\\u{0}\n}"));
        assert_eq!(shown.value.as_deref(), Some("\\u{1b}[31m"));
    }
}
