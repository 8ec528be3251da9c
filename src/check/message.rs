//! A failure says why, and carries no payload.

use serde_json::{Value, json};

use super::envelope::is_envelope;
use super::leeway::open;
use super::outcome::{Outcome, failure_code, is_hollow, is_hollow_frame, plain, same_loosely};
use super::pointer::at;
use super::scene::{Deviation, Judgement, Scene, all_below};
use super::{ExchangeCheck, locate};
use crate::id::Aspect;
use crate::standard::Standard;
use crate::verdict::FindingCode;

/// The check.
pub const CHECK: ExchangeCheck = ExchangeCheck {
    name: "message",
    doc: "a failure code comes with a message, that of its code where a table lists them, and without a payload; success does not say what a failure says",
    primary: false,
    run,
};

fn run(scene: &Scene<'_>) -> Vec<Judgement> {
    if matches!(scene.seen.outcome, Outcome::Unclear { .. }) && is_envelope(scene) && !scene.seen.free_answer {
        let (output, reason) = (scene.operation.requirements.output.as_str(), scene.seen.outcome.word());
        return vec![Judgement::not_reached(output, Aspect::Format, &reason, scene.code_place())];
    }
    if !matches!(scene.seen.outcome, Outcome::Refused { .. } | Outcome::Empty | Outcome::Accepted) {
        return Vec::new();
    }
    let failed = failure_code(scene.standard, &scene.seen.body).is_some();
    let envelope = &scene.standard.envelope;
    let local = |pointer: &str| {
        locate(scene.standard, &scene.operation.response, pointer).map(|(table, row)| table.local_id(row))
    };
    if let (Some(requirement), Some(deviation)) = (local(&envelope.code), success_with_failure(scene)) {
        return vec![Judgement::deviates(requirement, Aspect::Behaviour, deviation)];
    }
    let mut said = Vec::new();
    if let (Some(requirement), Some(deviation)) = (local(&envelope.code), refusal_in_words(scene)) {
        said.push(Judgement::deviates(requirement, Aspect::Behaviour, deviation));
    }
    if let Some(requirement) = local(&envelope.message) {
        let differs = wording(scene, &requirement);
        said.extend(differs.or_else(|| failed.then(|| message(scene, requirement))));
    }
    if let Some(requirement) = local(&envelope.data).filter(|_| failed) {
        said.extend(hollow_payload(scene, &requirement));
        said.push(payload(scene, requirement));
    }
    said
}

/// Where the standard lists the texts of the return codes: one was sent, and another than its code has there.
fn wording(scene: &Scene<'_>, requirement: &str) -> Option<Judgement> {
    let envelope = &scene.standard.envelope;
    let code = plain(at(&scene.seen.body, &envelope.code)?);
    let wanted = scene.standard.wording(&code)?;
    let sent = at(&scene.seen.body, &envelope.message).filter(|sent| !sent.is_null())?;
    let text = sent.as_str().map(str::trim);
    if text == Some("") || text == Some(wanted) {
        return None;
    }
    let at = envelope.message.clone();
    let deviation = Deviation::new(FindingCode::MessageDiffers, wanted, sent.clone(), at)
        .consulting([scene.here(&envelope.message), scene.code_place()].concat());
    Some(Judgement::deviates(requirement, Aspect::Behaviour, deviation))
}

/// Where the standard lists the texts of the return codes: success that says what a failure says and carries nothing is that
/// failure under the wrong code.
pub(super) fn refusal_in_words(scene: &Scene<'_>) -> Option<Deviation> {
    let envelope = &scene.standard.envelope;
    let code = at(&scene.seen.body, &envelope.code).filter(|code| same_loosely(code, &envelope.success))?;
    let text = at(&scene.seen.body, &envelope.message)?.as_str()?.trim();
    let meant = failure_of(scene.standard, text, &plain(code))?;
    if !at(&scene.seen.body, &envelope.data).is_none_or(is_hollow) {
        return None;
    }
    let sent = json!({ "code": plain(code), "message": text });
    let deviation = Deviation::new(FindingCode::ErrorAsSuccess, meant, sent, envelope.code.clone());
    Some(deviation.consulting(scene.code_place()).explaining(scene.code_place()))
}

/// A request that has to be accepted came back with its result, and with a code of failure: it is the code that is wrong,
/// and all else follows from it.
fn success_with_failure(scene: &Scene<'_>) -> Option<Deviation> {
    let envelope = &scene.standard.envelope;
    let Outcome::Refused { code } = &scene.seen.outcome else { return None };
    let data = at(&scene.seen.body, &envelope.data).filter(|_| scene.seen.asks_success)?;
    if !(data.is_object() || data.is_array()) || is_empty(scene, data) {
        return None;
    }
    let sent = json!({ "code": code, "data": if data.is_array() { "a list" } else { "a value" } });
    let places = [scene.code_place(), scene.here(&envelope.message), scene.here(&all_below(&envelope.data))].concat();
    let deviation = Deviation::new(FindingCode::SuccessAsError, plain(&envelope.success), sent, envelope.code.clone());
    Some(deviation.consulting(scene.code_place()).explaining(places))
}

/// What a message says of a failure that the code does not say: another listed code, or any failure at all.
fn failure_of(standard: &Standard, text: &str, code: &str) -> Option<String> {
    let envelope = &standard.envelope;
    if let Some(listed) = envelope.messages.as_deref().and_then(|id| standard.table(id)) {
        let meant = listed.rows.iter().find(|row| row.label == text && row.name() != code)?;
        return Some(meant.name().to_owned());
    }
    envelope.texts.as_ref().filter(|texts| texts.failure == text).map(|_| "a failure code".to_owned())
}

fn message(scene: &Scene<'_>, requirement: String) -> Judgement {
    let envelope = &scene.standard.envelope;
    let sent = at(&scene.seen.body, &envelope.message);
    let said_something = match sent {
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Null) | None => false,
        Some(_) => true,
    };
    if said_something {
        return Judgement::pass(requirement, Aspect::Behaviour);
    }
    let parent = envelope.message.rsplit_once('/').map_or("", |(parent, _)| parent);
    let siblings = at(&scene.seen.body, parent).and_then(Value::as_object);
    let names: Vec<String> = siblings.map(|members| members.keys().cloned().collect()).unwrap_or_default();
    let lookalike = envelope.message_lookalikes.iter().find(|name| names.contains(name));
    let mut deviation = Deviation::new(
        FindingCode::MessageMissing,
        "a message",
        sent.cloned().unwrap_or(Value::Null),
        envelope.message.clone(),
    )
    .consulting([scene.here(&envelope.message), scene.code_place()].concat());
    if let Some(name) = lookalike {
        deviation = deviation.hinting(format!("`{name}` was sent instead"));
    }
    deviation.siblings = names;
    Judgement::deviates(requirement, Aspect::Behaviour, deviation)
}

/// A payload beside a failure that is there and says nothing.
fn hollow_payload(scene: &Scene<'_>, requirement: &str) -> Option<Judgement> {
    let pointer = &scene.standard.envelope.data;
    let data = at(&scene.seen.body, pointer).filter(|data| !data.is_null())?;
    let hollow = is_hollow_frame(scene.standard, scene.operation, data);
    let said = hollow.then(|| open(FindingCode::HollowPayload, "no payload", data.clone(), pointer))?;
    Some(Judgement::deviates(requirement, Aspect::Behaviour, said))
}

fn payload(scene: &Scene<'_>, requirement: String) -> Judgement {
    let pointer = &scene.standard.envelope.data;
    let data = at(&scene.seen.body, pointer);
    if data.is_none_or(|data| is_empty(scene, data)) {
        return Judgement::pass(requirement, Aspect::Behaviour);
    }
    let code = at(&scene.seen.body, &scene.standard.envelope.code).cloned().unwrap_or(Value::Null);
    let deviation = Deviation::new(FindingCode::DataWithError, "no payload", json!({ "code": code }), pointer.clone());
    // A payload that says nothing in a broken way is broken there; one that says something explains what is found in it.
    let places = [scene.here(&all_below(pointer)), scene.code_place()].concat();
    let deviation = deviation.consulting(places).explaining(scene.here(pointer));
    Judgement::deviates(requirement, Aspect::Behaviour, deviation)
}

/// A payload that says nothing.
fn is_empty(scene: &Scene<'_>, data: &Value) -> bool {
    match data {
        Value::Null => true,
        Value::Array(items) => items.iter().all(is_hollow),
        data => is_hollow_frame(scene.standard, scene.operation, data),
    }
}
