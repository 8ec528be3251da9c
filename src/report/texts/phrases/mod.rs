//! Prose of the stream in the language of a report.
//!
//! The stream says in English what was expected, why nothing could be told, and what else is known: that is its format. Here
//! stands the same in Chinese, phrase by phrase. What no table knows, and what a target said, is shown as it stands.

mod expected;
mod hints;
mod reasons;
mod seen;
mod template;

use std::borrow::Cow;

use serde_json::Value;

use crate::id::Language;
use crate::verdict::{Finding, FindingCode};
use template::{Holes, Table};

/// What is expected of an observation where there was none: what stands as seen is the reason then.
const OBSERVATION: &str = "an observation";
/// What is expected of an exchange whose answer did not come whole.
const WHOLE: &str = "a whole answer";

/// Where it is told of which kind a result is that came with a failure code.
const KIND: &str = "data";

/// What a finding expected.
pub fn expected(finding: &Finding, language: Language) -> Cow<'_, str> {
    // What is to be equal to something stands there as it was sent or answered.
    let holes = match finding.code {
        FindingCode::NotEqual | FindingCode::Prerequisite => Holes::Digits,
        _ => Holes::Any,
    };
    translated(&expected::TABLE, &finding.expected, holes, language)
}

/// What a finding saw, in the words of the report where they are ours and not a target's.
pub fn actual(finding: &Finding, language: Language) -> Cow<'_, Value> {
    let own = match &finding.actual {
        _ if language == Language::En => None,
        Value::String(text) => own_words(finding, text).map(Value::String),
        Value::Object(members) if finding.code == FindingCode::SuccessAsError => {
            let kind =
                members.get(KIND).and_then(Value::as_str).and_then(|kind| expected::TABLE.find(kind, Holes::Digits));
            let mut members = members.clone();
            members.extend(kind.map(|kind| (KIND.to_owned(), Value::String(kind))));
            Some(Value::Object(members))
        }
        _ => None,
    };
    own.map_or(Cow::Borrowed(&finding.actual), Cow::Owned)
}

/// Why something could not be told, or is not asked.
pub fn reason(text: &str, language: Language) -> Cow<'_, str> {
    translated(&reasons::TABLE, text, Holes::Any, language)
}

/// What else is known.
pub fn hint(text: &str, language: Language) -> Cow<'_, str> {
    translated(&hints::TABLE, text, Holes::Any, language)
}

fn own_words(finding: &Finding, text: &str) -> Option<String> {
    let is_reason = finding.code == FindingCode::NotAsked || [OBSERVATION, WHOLE].contains(&finding.expected.as_str());
    if is_reason { reasons::TABLE.find(text, Holes::Any) } else { seen::find(&finding.expected, text) }
}

fn translated<'t>(table: &Table, text: &'t str, holes: Holes, language: Language) -> Cow<'t, str> {
    match language {
        Language::En => Cow::Borrowed(text),
        Language::Zh => table.find(text, holes).map_or(Cow::Borrowed(text), Cow::Owned),
    }
}

/// Whether a phrase of the program's source, its arguments as `{}`, is one that has its words here.
pub fn knows(phrase: &str) -> bool {
    let tables = [&expected::TABLE, &reasons::TABLE, &hints::TABLE];
    let whole = |table: &&Table| !phrase.contains("{}") && table.find(phrase, Holes::Any).is_some();
    tables.iter().any(|table| table.has(phrase) || whole(table)) || seen::has(phrase)
}

#[cfg(test)]
mod tests;
