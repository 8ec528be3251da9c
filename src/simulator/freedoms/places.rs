//! Where a deviation can be tried: the rows and clauses that a rule names, as far as the finding can be provoked there.

use serde_json::Value;

use crate::simulator::operators::freedom::unconditional;
use crate::simulator::refusal::Failure;
use crate::standard::{Kind, Row, Rule, Scope, Standard, Table, ValueClass, ValueType, When, selector};

/// Whether a finding can be provoked at all.
pub(super) fn can_make(finding: &str) -> bool {
    let others = ["credential-length", "credential-unchecked", "wrong-error-code", "error-as-success", "not-excluded"];
    is_about_rows(finding) || is_about_answers(finding) || others.contains(&finding)
}

/// Findings about members of answers.
pub(super) fn is_about_rows(finding: &str) -> bool {
    let keys = ["missing", "padded-key", "miscased-key", "message-missing"];
    let values = [
        "no-such-day",
        "wrong-count",
        "digits-lost",
        "empty",
        "unlisted-code",
        "wrong-type",
        "wrong-format",
        "too-long",
        "check-digit",
        "message-differs",
    ];
    keys.contains(&finding) || values.contains(&finding)
}

/// Findings about answers as a whole.
fn is_about_answers(finding: &str) -> bool {
    ["media-type", "success-status", "byte-order-mark", "lone-surrogate", "deeply-nested", "empty-object"]
        .contains(&finding)
}

/// Where the rule can be tried: rows of answers, rows of credentials, return codes, clauses.
pub(super) fn places(standard: &Standard, rule: &Rule, finding: &str) -> Vec<String> {
    let named = |local: &str| rule.requirements.iter().any(|pattern| selector::matches(pattern, standard, local));
    let rows = standard.tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let rows = rows.filter(|(table, row)| is_place(standard, rule, finding, (table, row)));
    let clauses = standard.operations.iter().filter_map(|operation| match finding {
        "media-type" | "success-status" | "byte-order-mark" | "lone-surrogate" | "deeply-nested" => {
            Some(operation.requirements.output.clone())
        }
        // A single record that is not there; a list would be empty.
        "empty-object" if operation.empty_result == Some(Value::Null) => {
            let clauses = standard.clauses.iter().filter(|clause| clause.operation.as_ref() == Some(&operation.name));
            clauses.map(|clause| clause.id.clone()).find(|id| named(id))
        }
        _ => None,
    });
    // A credential that is computed of the day is a matter of all operations.
    let daily = finding == "credential-unchecked" && standard.credential.computed.is_some();
    let shared = standard.clauses.iter().filter(|clause| daily && clause.operation.is_none());
    let all = rows.map(|(table, row)| table.local_id(row)).chain(clauses).chain(shared.map(|clause| clause.id.clone()));
    let taken = |local: &String| first_decides(standard, rule, finding, local);
    let all: Vec<String> = all.filter(|local| named(local)).filter(taken).collect();
    let inside =
        |local: &String| all.iter().any(|other| local.strip_prefix(other).is_some_and(|rest| rest.starts_with('.')));
    // What is left out takes what is inside it along.
    all.iter().filter(|local| finding != "missing" || !inside(local)).cloned().collect()
}

/// Whether a finding can be provoked at a row.
fn is_place(standard: &Standard, rule: &Rule, finding: &str, (table, row): (&Table, &Row)) -> bool {
    let answers = table.kind == Kind::Response && row.part.is_none();
    let format = row.semantics.format.as_deref();
    let becomes = |types: &[&str]| rule.when.actual_type.as_deref().is_none_or(|only| types.contains(&only));
    let code = || Value::from(row.name());
    let failure = |failure: Failure| table.kind == Kind::Codes && failure.code(&standard.envelope) == Some(&code());
    match finding {
        "wrong-error-code" => row.semantics.credential || row.semantics.value == Some(ValueClass::Account),
        "credential-length" => row.semantics.credential && row.length().max.is_some(),
        "wrong-format" => {
            answers
                && matches!(
                    format,
                    Some("six-digits" | "calendar-date" | "padded-calendar-date" | "licence-id" | "trimmed")
                )
        }
        "wrong-type" => {
            answers
                && match row.value_type() {
                    ValueType::String => rule.when.actual_type.as_deref() == Some("number"),
                    ValueType::Objects => becomes(&["object"]),
                    _ => becomes(&["string"]),
                }
        }
        "missing" => answers && (rule.when.original != Some(true) || original(standard, row).is_some()),
        "unlisted-code" => answers && !is_at(standard, table, row, &standard.envelope.code),
        "empty" => answers && row.required() && can_be_empty(standard, row),
        // A message that is required would be missed as a member.
        "message-missing" => answers && !row.required(),
        "no-such-day" => answers && matches!(format, Some("calendar-date" | "padded-calendar-date")),
        "wrong-count" => answers && row.value_type() == ValueType::Objects,
        "digits-lost" => {
            answers && row.value_type() == ValueType::Number && !is_at(standard, table, row, &standard.envelope.code)
        }
        "too-long" => answers && row.length().max.is_some(),
        "check-digit" => answers && matches!(format, Some("s10" | "licence-id")),
        "message-differs" => answers && is_at(standard, table, row, &standard.envelope.message),
        "error-as-success" => failure(Failure::Business),
        "not-excluded" => STATES.iter().any(|state| failure(Failure::Named(state))),
        "credential-unchecked" => false,
        _ => answers && is_about_rows(finding),
    }
}

/// The name that another standard gives to a row, where it is another name.
pub(super) fn original<'s>(standard: &'s Standard, row: &Row) -> Option<&'s str> {
    let named = standard.tables.iter().flat_map(|table| &table.rows).filter(|other| other.name() == row.name());
    let last = |other: &'s Row| other.original.rsplit('.').next().filter(|name| !name.is_empty());
    named.filter_map(last).find(|name| *name != row.name())
}

/// Whether nothing but emptiness is wrong with an empty value: no shape and no code is missed, no member is.
fn can_be_empty(standard: &Standard, row: &Row) -> bool {
    let shaped = matches!(
        row.semantics.format.as_deref(),
        Some("date" | "datetime" | "calendar-date" | "padded-calendar-date" | "url")
    );
    let table = row.members.as_ref().and_then(|members| standard.table(&members.value));
    !shaped && !row.has_codes() && table.is_none_or(|table| !table.members().any(Row::required))
}

/// Failures that are states of a record.
const STATES: [&str; 3] = ["revoked", "expired", "restricted"];

/// Whether a row stands at this place of an answer.
fn is_at(standard: &Standard, table: &Table, row: &Row, pointer: &str) -> bool {
    let operation = standard.operation(&table.operation);
    let names: Vec<&str> = pointer.split('/').skip(1).collect();
    let place = operation.and_then(|operation| {
        let (last, before) = names.split_last()?;
        let mut at = standard.table(&operation.response)?;
        for name in before {
            at = standard.table(&at.row(name)?.members.as_ref()?.value)?;
        }
        Some(at.local_id(at.row(last)?))
    });
    place == Some(table.local_id(row))
}

/// Whether no reading before the rule's decides the finding there, whatever the circumstances.
fn first_decides(standard: &Standard, rule: &Rule, finding: &str, local: &str) -> bool {
    let rules = standard.readings.iter().filter(|reading| reading.scope == Scope::Provider && !reading.editorial);
    let before = rules.flat_map(|reading| &reading.rules).take_while(|other| !std::ptr::eq(*other, rule));
    let decides = |other: &Rule| {
        // Of conditions only that on the type is the same wherever the rule is tried.
        let of_type = When { actual_type: None, ..other.when.clone() };
        let applies = unconditional(&of_type)
            && other.when.actual_type.as_ref().is_none_or(|only| rule.when.actual_type.as_ref() == Some(only));
        other.finding.iter().any(|code| code == finding)
            && applies
            && other.requirements.iter().any(|pattern| selector::matches(pattern, standard, local))
    };
    !before.into_iter().any(decides)
}
