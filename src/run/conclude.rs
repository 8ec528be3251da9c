//! The end of a case: one verdict a unit and one more for each other fault of it, masked, with its clause and a command
//! that repeats the exchange.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::settle::{Settled, clause_of};
use super::stage::Stage;
use crate::check::{Seen, within};
use crate::id::Aspect;
use crate::observation::{HttpRequest, Masker};
use crate::plan::Case;
use crate::verdict::{Finding, FindingCode, Verdict, VerdictEvent, field_of};

/// What a case has shown.
pub(super) struct Showed<'a> {
    pub case: &'a Case,
    pub settled: Vec<Settled>,
    pub steps: &'a BTreeMap<String, Seen>,
    pub requests: &'a BTreeMap<String, HttpRequest>,
    pub millis: f64,
}

/// The worst that the case has shown of each aspect of each requirement, with the check behind it, and what else deviates there in kind or field:
/// whoever tolerates one must still see the other.
pub(super) fn conclude(stage: &Stage<'_>, showed: Showed<'_>) -> Vec<(VerdictEvent, &'static str)> {
    let worst = worst(showed.settled);
    let deviates = worst.iter().any(|settled| settled.verdict > Verdict::Pass);
    let masker = (deviates && !stage.brief).then(|| stage.masker(showed.steps.values()));
    let verdicts = worst.into_iter().map(|settled| {
        let entry = stage.directory.entry(&settled.requirement);
        let verdict = within(settled.verdict, entry.certainty);
        let finding = settled.finding.map(|mut finding| {
            if verdict != settled.verdict && finding.hint.is_none() {
                finding.hint = Some("the text only implies this".to_owned());
            }
            finding.clause = clause_of(stage.standard, &settled.requirement).to_owned();
            if let Some(masker) = &masker {
                let request = showed.requests.get(&finding.step);
                finding.curl = request.map(|request| stage.shell.command(request, masker));
                mask(&mut finding, masker);
            }
            *finding
        });
        let event = VerdictEvent {
            standard: stage.standard.id.clone(),
            operation: entry.operation.to_owned(),
            requirement: entry.requirement,
            aspect: settled.aspect,
            case: showed.case.id.clone(),
            file: showed.case.file.clone(),
            verdict,
            finding,
            millis: showed.millis,
        };
        (event, settled.by)
    });
    verdicts.collect()
}

fn worst(all: Vec<Settled>) -> Vec<Settled> {
    let mut places: HashMap<(&str, Aspect), Place> = HashMap::with_capacity(all.len());
    for (index, settled) in all.iter().enumerate() {
        let silent = is_silence(settled);
        let place = places.entry((settled.requirement.as_str(), settled.aspect));
        let place = place.or_insert(Place { index, verdict: settled.verdict, silent });
        // A repetition that saw nothing adds nothing to one that did.
        let tells_more = (place.silent && !silent) || (place.silent == silent && place.verdict < settled.verdict);
        if tells_more {
            *place = Place { index, verdict: settled.verdict, silent };
        }
    }
    let mut kept: Vec<usize> = places.into_values().map(|place| place.index).collect();
    kept.extend(others(&all, &kept));
    kept.sort_unstable();
    let mut kept = kept.into_iter().peekable();
    let worst = all.into_iter().enumerate().filter(|(index, _)| kept.next_if_eq(index).is_some());
    worst.map(|(_, settled)| settled).collect()
}

/// Deviations of another kind, or in another field, than those kept for their unit.
fn others(all: &[Settled], kept: &[usize]) -> Vec<usize> {
    let mut told: BTreeSet<_> = kept.iter().filter_map(|index| fault(all.get(*index)?)).collect();
    let deviating = all.iter().enumerate().filter_map(|(index, settled)| Some((index, fault(settled)?)));
    deviating.filter_map(|(index, fault)| told.insert(fault).then_some(index)).collect()
}

/// What deviates in a unit: kind and field; none for what passed or could not be told.
fn fault(settled: &Settled) -> Option<(&str, Aspect, FindingCode, String)> {
    let finding = settled.finding.as_ref()?;
    let deviates = matches!(settled.verdict, Verdict::Warning | Verdict::Fail);
    let own = finding.code != FindingCode::Prerequisite;
    (deviates && own).then(|| (settled.requirement.as_str(), settled.aspect, finding.code, field_of(&finding.pointer)))
}

/// The verdict about a unit that tells most so far.
struct Place {
    index: usize,
    verdict: Verdict,
    silent: bool,
}

fn is_silence(settled: &Settled) -> bool {
    settled.finding.as_ref().is_some_and(|finding| finding.code == FindingCode::NotReached)
}

fn mask(finding: &mut Finding, masker: &Masker) {
    finding.actual = without_long_numbers(mask_numbers(masker.mask_value(&finding.actual), masker));
    finding.expected = masker.mask(&finding.expected);
    finding.pointer = masker.mask(&finding.pointer);
    finding.hint = finding.hint.as_ref().map(|hint| masker.mask(hint));
}

/// Free text of a target, a message or a page, may carry numbers of persons that no row announces.
fn without_long_numbers(value: Value) -> Value {
    match value {
        Value::String(text) if text.chars().any(|c| !c.is_ascii() || c == '<' || c == ' ') => {
            Value::String(long_masked(&text))
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_long_numbers).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(key, value)| (key, without_long_numbers(value))).collect())
        }
        other => other,
    }
}

/// Digits in a row that make a phone number or more.
pub(super) const LONG_NUMBER: usize = 11;

pub(super) fn long_masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut digits = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        masked.push_str(if digits.len() >= LONG_NUMBER { "***" } else { &digits });
        digits.clear();
        if c != '\0' {
            masked.push(c);
        }
    }
    masked
}

/// A number that must be masked becomes a text: no number could stand for it.
fn mask_numbers(value: Value, masker: &Masker) -> Value {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            let masked = masker.mask(&text);
            if masked == text { Value::Number(number) } else { Value::String(masked) }
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| mask_numbers(item, masker)).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(key, value)| (key, mask_numbers(value, masker))).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn long_numbers_in_free_text_are_masked_and_identifiers_stay() {
        let page = json!("<p>收件人电话14100000001，证件999999199003070012</p>");
        assert_eq!(without_long_numbers(page), json!("<p>收件人电话***，证件***</p>"));
        assert_eq!(without_long_numbers(json!({"message": "phone 14100000001"})), json!({"message": "phone ***"}));
        for kept in [json!("900000000000000071"), json!("1.2.156.3005.2.999990000000001.4"), json!("第 1234567890 号")]
        {
            assert_eq!(without_long_numbers(kept.clone()), kept);
        }
    }
}
