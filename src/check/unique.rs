//! What tells records apart: no two that a run creates may share it, whichever case creates them.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use serde_json::json;

use super::ExchangeCheck;
use super::outcome::plain;
use super::scene::{Deviation, Judgement, Scene};
use crate::id::Aspect;
use crate::standard::Effect;
use crate::verdict::FindingCode;

/// The check.
pub const CHECK: ExchangeCheck = ExchangeCheck {
    name: "unique",
    doc: "what an answer gives a created record to tell it apart, no other record of the run was given",
    primary: true,
    run,
};

/// Silent about the first record of all, beside which there is none.
fn run(scene: &Scene<'_>) -> Vec<Judgement> {
    if scene.operation.effect != Effect::Create || !scene.seen.outcome.is_success() {
        return Vec::new();
    }
    let mut given = scene.surroundings.given.lock().unwrap_or_else(PoisonError::into_inner);
    let mut passed = BTreeSet::new();
    let mut said = Vec::new();
    for instance in scene.places().iter().filter(|instance| instance.row.semantics.unique) {
        // What tells nothing apart is broken by itself.
        let Some(value) = instance.value.filter(|value| value.is_number() || value.is_string() && *value != "") else {
            continue;
        };
        let local = instance.table.local_id(instance.row);
        let before = given.entry(local.clone()).or_default();
        let alone = before.is_empty();
        if !before.insert(plain(value)) {
            let pointer = instance.pointer();
            let deviation = Deviation::new(FindingCode::NotUnique, "a value of its own", json!(value), pointer.clone());
            said.push(Judgement::deviates(local, Aspect::Behaviour, deviation.consulting(scene.here(&pointer))));
        } else if !alone {
            passed.insert(local);
        }
    }
    passed.retain(|local| said.iter().all(|judgement: &Judgement| judgement.requirement != *local));
    said.dedup_by(|one, other| one.requirement == other.requirement);
    said.extend(passed.into_iter().map(|local| Judgement::pass(local, Aspect::Behaviour)));
    said
}
