//! How a unit stands, as a page shows it.

use super::dictionary::{Dictionary, Text};
use crate::report::describe;
use crate::report::texts::{Frame, Label, Words, verdict as verdict_words};
use crate::verdict::{Excuse, Standing, Unit, Verdict};

/// Names of what can be told apart and filtered by, the gravest first.
pub(super) const NAMES: [&str; 8] =
    ["error", "fail", "inconclusive", "warning", "waived", "known", "pass", "not-applicable"];

/// The word for a name of [`NAMES`].
pub(super) fn named(texts: &mut Dictionary, name: &str) -> Text {
    texts.words(words(name))
}

/// The place of that word, for the script.
pub(super) fn key(texts: &mut Dictionary, name: &str) -> usize {
    texts.key(words(name))
}

fn words(name: &str) -> Words {
    match name {
        "error" => verdict_words(Verdict::Error),
        "fail" => verdict_words(Verdict::Fail),
        "inconclusive" => verdict_words(Verdict::Inconclusive),
        "warning" => verdict_words(Verdict::Warning),
        "waived" => Label::Waived.words(),
        "known" => Label::Known.words(),
        "pass" => verdict_words(Verdict::Pass),
        "not-applicable" => verdict_words(Verdict::NotApplicable),
        _ => Frame::WORDS.unseen,
    }
}

/// The name under which a unit is coloured and filtered.
pub(super) fn name(unit: &Unit) -> &'static str {
    if !unit.planned() {
        return if unit.disposition == Verdict::NotApplicable.as_str() { "not-applicable" } else { "not-judged" };
    }
    match unit.standing() {
        Standing::Counts(Some(verdict)) => verdict.as_str(),
        Standing::Counts(None) => "unseen",
        Standing::Excused(excuse) => excused(excuse),
    }
}

/// The name of what does not count.
pub(super) fn excused(excuse: Excuse) -> &'static str {
    match excuse {
        Excuse::Waived(_) => "waived",
        Excuse::Known => "known",
    }
}

/// What stands in the matrix for a unit, and why where that is not told by the word.
pub(super) fn cell(texts: &mut Dictionary, unit: &Unit) -> (Text, Option<Text>) {
    match name(unit) {
        "not-judged" => {
            let why = texts.both(|language| describe::disposition(&unit.disposition, &unit.reason, language));
            (texts.words(Frame::WORDS.not_judged), Some(why))
        }
        "not-applicable" if !unit.planned() && !unit.reason.is_empty() => {
            let why = texts.both(|language| describe::disposition(&unit.disposition, &unit.reason, language));
            (named(texts, "not-applicable"), Some(why))
        }
        name => (named(texts, name), None),
    }
}

/// How grave a name is, for the colour of a row.
pub(super) fn gravity(name: &str) -> usize {
    NAMES.iter().position(|known| *known == name).unwrap_or(NAMES.len())
}
