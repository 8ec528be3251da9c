//! An answer as far as a finding shows it: the way to the offending value, and the value.

use serde_json::Value;

use crate::report::escape::{self, SHOWN_LENGTH, cut};
use crate::verdict::{Finding, FindingCode};

/// Levels that are drawn; a deeper way is cut at its beginning.
const LEVELS: usize = 12;

/// An answer with its offending place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// What stands before the offending value.
    pub before: String,
    /// The value; none where something is not there.
    pub value: Option<String>,
    /// What stands behind it.
    pub behind: String,
}

/// The answer of a finding; none where its place is not in an answer.
pub(super) fn answer(finding: &Finding) -> Option<Answer> {
    let missing = finding.actual.is_null() && finding.code != FindingCode::Null;
    if finding.pointer.is_empty() || in_request(finding.code) {
        return None;
    }
    let parts: Vec<&str> = finding.pointer.split('/').skip(1).collect();
    let skipped = parts.len().saturating_sub(LEVELS);
    let (mut before, mut behind) = (String::new(), String::new());
    for (depth, part) in parts.iter().skip(skipped).enumerate() {
        let indent = "  ".repeat(depth);
        let place = part.parse::<usize>().ok();
        let (open, close) = if place.is_some() { ("[", "]") } else { ("{", "}") };
        let elision = if place == Some(0) { "" } else { "…, " };
        let key = if place.is_some() { String::new() } else { format!("{}: ", Value::from(name(part))) };
        before.push_str(&format!("{open}\n{indent}  {elision}{}", cut(&key, SHOWN_LENGTH)));
        behind = format!(", …\n{indent}{close}{behind}");
    }
    let value = (!missing).then(|| escape::value(&finding.actual));
    Some(Answer { before, value, behind })
}

/// Findings about bad input that was taken: their place is in the request.
fn in_request(code: FindingCode) -> bool {
    code.as_str().ends_with("-accepted") || code.as_str().ends_with("-refused")
}

/// A part of a JSON pointer as the name that it stands for.
fn name(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::id::Aspect;
    use crate::verdict::sample::finding;

    fn drawn(pointer: &str, actual: Value) -> Option<Answer> {
        let mut finding = finding("query", "T2.1", Aspect::Type, FindingCode::WrongType, actual);
        finding.pointer = pointer.to_owned();
        answer(&finding)
    }

    #[test]
    fn the_way_to_the_value_is_drawn() {
        let answer = drawn("/data/1/a~1b", json!(7)).expect("an answer");
        assert_eq!(answer.before, "{\n  …, \"data\": [\n    …, {\n      …, \"a/b\": ");
        assert_eq!(answer.value.as_deref(), Some("7"));
        assert_eq!(answer.behind, ", …\n    }, …\n  ], …\n}");
    }

    #[test]
    fn what_is_missing_has_no_value_and_a_request_is_no_answer() {
        assert_eq!(drawn("/data", Value::Null).expect("an answer").value, None);
        assert_eq!(drawn("", json!(1)), None);
        let mut accepted = finding("query", "T2.1", Aspect::Type, FindingCode::WrongTypeAccepted, json!(1));
        accepted.pointer = "/a".to_owned();
        assert_eq!(answer(&accepted), None);
    }
}
