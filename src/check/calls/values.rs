//! Single values.

use serde_json::{Value, json};

use crate::check::calls::lists::row_at;
use crate::check::compare::same_in;
use crate::check::scene::{Deviation, Judged, Judgement, Scene, all_below};
use crate::check::{Argument, ArgumentKind as Kind, CalledCheck};
use crate::plan::CheckCall;
use crate::standard::Row;
use crate::verdict::FindingCode;

/// The credential has the length of its row.
pub const CREDENTIAL_LENGTH: CalledCheck = CalledCheck {
    name: "credential-length",
    doc: "the credential that the platform assigned has the length of its row",
    arguments: &[Argument::needed("at", Kind::Sent), Argument::needed("length", Kind::Number)],
    finding: Some(FindingCode::CredentialLength),
    run: credential_length,
};

/// A value is equal to another.
pub const EQUALS: CalledCheck = CalledCheck {
    name: "equals",
    doc: "the value at `at` equals `value`, masked characters aside",
    arguments: &[Argument::needed("at", Kind::Place), Argument::needed("value", Kind::Any)],
    finding: Some(FindingCode::NotEqual),
    run: equals,
};

/// Accepted bad input does not come back altered.
pub const UNALTERED: CalledCheck = CalledCheck {
    name: "unaltered",
    doc: "what was accepted although it breaks its row comes back as it was sent",
    arguments: &[
        Argument::needed("at", Kind::Place),
        Argument::needed("sent", Kind::Place),
        Argument::optional("legal", Kind::Flag),
    ],
    finding: Some(FindingCode::Altered),
    run: unaltered,
};

fn text<'c>(call: &'c CheckCall, name: &str) -> &'c str {
    call.with.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn credential_length(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let sent = scene.seen.request.pointer(text(call, "at")).and_then(Value::as_str);
    let judged = match (sent, call.with.get("length").and_then(Value::as_u64), scene.seen.outcome.is_success()) {
        (Some(sent), Some(length), true) if sent.chars().count() as u64 != length => {
            let actual = json!(format!("{} characters", sent.chars().count()));
            let expected = format!("{length} characters");
            Judged::Deviates(Box::new(Deviation::new(
                FindingCode::CredentialLength,
                expected,
                actual,
                text(call, "at"),
            )))
        }
        (Some(_), _, true) => Judged::Pass,
        _ => Judged::NotReached { reason: scene.seen.outcome.word(), consulted: scene.code_place() },
    };
    vec![Judgement::of(call, judged)]
}

fn equals(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let (mut consulted, value) = scene.look_up(text(call, "at"));
    let expected = call.with.get("value").unwrap_or(&Value::Null);
    if expected.is_object() || expected.is_array() {
        consulted.iter_mut().for_each(|(_, pointer)| *pointer = all_below(pointer));
    }
    vec![Judgement::of(
        call,
        compared(
            call,
            FindingCode::NotEqual,
            expected,
            (value, row_at(scene, text(call, "at"))),
            text(call, "at"),
            consulted,
        ),
    )]
}

/// Whether a text came back as its own beginning.
fn is_cut(sent: &Value, shown: Option<&Value>) -> bool {
    let (Some(sent), Some(shown)) = (sent.as_str(), shown.and_then(Value::as_str)) else { return false };
    sent.len() > shown.len() && sent.starts_with(shown)
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn unaltered(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let at = text(call, "at");
    let (consulted, value) = scene.look_up(at);
    let (_, sent) = scene.look_up(text(call, "sent"));
    let sent = sent.cloned().unwrap_or(Value::Null);
    if call.with.get("legal").and_then(Value::as_bool) == Some(true) && !is_cut(&sent, value) {
        // After legal input, a row that shows something else is broken by itself.
        let row = row_at(scene, at);
        let same = value.is_some_and(|value| same_in(row, &sent, value));
        return if same { vec![Judgement::of(call, Judged::Pass)] } else { Vec::new() };
    }
    let breach = scene.schemas.violations(&scene.operation.response, &scene.seen.body);
    let breach = breach.into_iter().find(|violation| violation.pointer == at);
    // An empty text comes back as it was, or as nothing: that a row has to have a value is a matter of the row.
    if breach.is_some() && is_nothing(&sent) && value.is_none_or(is_nothing) {
        return Vec::new();
    }
    if let Some(breach) = breach {
        let actual = value.cloned().unwrap_or(Value::Null);
        let deviation = Deviation::new(FindingCode::Altered, breach.expected, actual, at);
        return vec![Judgement::of(
            call,
            Judged::Deviates(Box::new(deviation.hinting("in breach of the answer's own row"))),
        )];
    }
    match compared(call, FindingCode::Altered, &sent, (value, row_at(scene, at)), at, consulted) {
        // What is no longer there was dropped, which is not what this check is about.
        Judged::NotReached { .. } => Vec::new(),
        judged => vec![Judgement::of(call, judged)],
    }
}

fn compared(
    call: &CheckCall,
    own: FindingCode,
    expected: &Value,
    (actual, row): (Option<&Value>, Option<&Row>),
    at: &str,
    consulted: Vec<(String, String)>,
) -> Judged {
    match actual.filter(|value| !value.is_null()) {
        None => Judged::NotReached { reason: format!("no value at {at}"), consulted },
        Some(actual) if same_in(row, expected, actual) => Judged::Pass,
        Some(actual) => {
            let expected = crate::check::outcome::plain(expected);
            let finding = call.finding.unwrap_or(own);
            Judged::Deviates(Box::new(Deviation::new(finding, expected, actual.clone(), at).consulting(consulted)))
        }
    }
}
