//! What a verdict other than pass rests on.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::code::FindingCode;
use crate::id::{Aspect, RequirementId};

/// One observed deviation, or the reason why nothing could be told. Values are masked before they come here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What is wrong.
    pub code: FindingCode,
    /// What was expected, a short literal: `String`, `<= 32 characters`, `00|10|20`.
    pub expected: String,
    /// What was seen; null when nothing was.
    pub actual: Value,
    /// JSON pointer of the place: into the answer, or into the request for bad input accepted.
    pub pointer: String,
    /// The cause that this finding shares with others.
    pub root: Root,
    /// Id of the step whose exchange shows it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub step: String,
    /// Id of the reading that decided the verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
    /// The clause that the requirement stands in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub clause: String,
    /// A hint in neutral words, for example the name of a key that was sent instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// A shell command that repeats the exchange, secrets as variables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curl: Option<String>,
    /// What was sent around the place, where the finding is about bad input that was taken or good input that was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Excerpt>,
    /// The answer around the place; its beginning where the finding is about no place of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Excerpt>,
}

/// A message as far as a finding needs it, in three parts: what stands between them is marked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// HTTP status of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What stands before the value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// The offending value; none where nothing is there, or where the finding is about no place of this message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What stands behind it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub behind: String,
}

/// A cause: reports fold findings of equal root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Root {
    /// Operation.
    pub operation: String,
    /// Requirement.
    pub requirement: RequirementId,
    /// Aspect.
    pub aspect: Aspect,
    /// What is wrong there.
    pub code: FindingCode,
}

/// A pointer with `*` for each place in a list: `/data/0/id` is `/data/*/id`.
pub fn field_of(pointer: &str) -> String {
    let is_place = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    pointer.split('/').map(|part| if is_place(part) { "*" } else { part }).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_lists_are_left_out_and_names_with_digits_stay() {
        assert_eq!(field_of("/data/0/mail_info_list/12/id"), "/data/*/mail_info_list/*/id");
        assert_eq!(field_of("/data/line1/x2"), "/data/line1/x2");
        assert_eq!(field_of(""), "");
        assert_eq!(field_of("/"), "/");
    }
}
