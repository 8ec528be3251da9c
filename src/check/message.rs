//! A failure says why, and carries no payload.

use serde_json::{Value, json};

use super::outcome::Outcome;
use super::scene::{Deviation, Judgement, Scene};
use super::{ExchangeCheck, locate};
use crate::id::Aspect;
use crate::verdict::FindingCode;

/// The check.
pub const CHECK: ExchangeCheck = ExchangeCheck {
    name: "message",
    doc: "a failure code comes with a message and without a payload",
    primary: false,
    run,
};

fn run(scene: &Scene<'_>) -> Vec<Judgement> {
    if !matches!(scene.seen.outcome, Outcome::Refused { .. }) {
        return Vec::new();
    }
    let envelope = &scene.standard.envelope;
    let local = |pointer: &str| {
        locate(scene.standard, &scene.operation.response, pointer).map(|(table, row)| table.local_id(row))
    };
    let mut said = Vec::new();
    if let Some(requirement) = local(&envelope.message) {
        said.push(message(scene, requirement));
    }
    if let Some(requirement) = local(&envelope.data) {
        said.push(payload(scene, requirement));
    }
    said
}

fn message(scene: &Scene<'_>, requirement: String) -> Judgement {
    let envelope = &scene.standard.envelope;
    let sent = scene.seen.body.pointer(&envelope.message);
    let said_something = match sent {
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Null) | None => false,
        Some(_) => true,
    };
    if said_something {
        return Judgement::pass(requirement, Aspect::Behaviour);
    }
    let parent = envelope.message.rsplit_once('/').map_or("", |(parent, _)| parent);
    let siblings = scene.seen.body.pointer(parent).and_then(Value::as_object);
    let names: Vec<String> = siblings.map(|members| members.keys().cloned().collect()).unwrap_or_default();
    let lookalike = envelope.message_lookalikes.iter().find(|name| names.contains(name));
    let mut deviation = Deviation::new(
        FindingCode::MessageMissing,
        "a message",
        sent.cloned().unwrap_or(Value::Null),
        envelope.message.clone(),
    )
    .consulting(scene.here(&envelope.message));
    if let Some(name) = lookalike {
        deviation = deviation.hinting(format!("`{name}` was sent instead"));
    }
    deviation.siblings = names;
    Judgement::deviates(requirement, Aspect::Behaviour, deviation)
}

fn payload(scene: &Scene<'_>, requirement: String) -> Judgement {
    let pointer = &scene.standard.envelope.data;
    let data = scene.seen.body.pointer(pointer);
    let empty = match data {
        None | Some(Value::Null) => true,
        Some(Value::Array(items)) => items.iter().all(is_hollow),
        Some(data) => is_hollow(data),
    };
    if empty {
        return Judgement::pass(requirement, Aspect::Behaviour);
    }
    let code = scene.seen.body.pointer(&scene.standard.envelope.code).cloned().unwrap_or(Value::Null);
    let deviation = Deviation::new(FindingCode::DataWithError, "no payload", json!({ "code": code }), pointer.clone());
    Judgement::deviates(requirement, Aspect::Behaviour, deviation.consulting(scene.code_place()))
}

fn is_hollow(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Object(members) => members.values().all(is_hollow),
        Value::Array(items) => items.iter().all(is_hollow),
        Value::Number(_) | Value::Bool(_) => false,
    }
}
