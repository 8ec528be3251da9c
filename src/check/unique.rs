//! What tells records apart: no two that a run creates may share it, whichever case creates them.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use serde_json::{Value, json};

use super::ExchangeCheck;
use super::outcome::plain;
use super::read::{Instance, Places};
use super::scene::{Deviation, Judgement, Scene, Seen, Surroundings};
use crate::id::Aspect;
use crate::standard::{Effect, Standard};
use crate::verdict::FindingCode;

/// The check.
pub const CHECK: ExchangeCheck = ExchangeCheck {
    name: "unique",
    doc: "what an answer gives a created record to tell it apart, no other record of the run was given",
    primary: true,
    run,
};

/// Values that tell records apart, by the row that shows them.
pub type Given = Vec<(String, String)>;

impl Surroundings {
    /// Notes values that records were given, of answers that are not judged again.
    pub fn give(&self, values: &Given) {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        for (local, value) in values {
            given.entry(local.clone()).or_default().insert(value.clone());
        }
    }
}

/// What an answer gives created records to tell them apart. What tells nothing apart is broken by itself.
pub fn given(standard: &Standard, seen: &Seen) -> Given {
    let created = standard.operation(&seen.operation).filter(|operation| operation.effect == Effect::Create);
    let Some(operation) = created.filter(|_| seen.outcome.is_success()) else { return Vec::new() };
    let places = Places::of(standard, &operation.response, &seen.body);
    let told = places.iter().filter_map(|instance| Some((instance.table.local_id(instance.row), telling(&instance)?)));
    told.map(|(local, value)| (local, plain(value))).collect()
}

fn telling<'v>(instance: &Instance<'_, 'v, '_>) -> Option<&'v Value> {
    let value = instance.value.filter(|_| instance.row.semantics.unique)?;
    (value.is_number() || value.is_string() && *value != "").then_some(value)
}

/// Silent about the first record of all, beside which there is none.
fn run(scene: &Scene<'_>) -> Vec<Judgement> {
    if scene.operation.effect != Effect::Create || !scene.seen.outcome.is_success() {
        return Vec::new();
    }
    let mut given = scene.surroundings.given.lock().unwrap_or_else(PoisonError::into_inner);
    let mut passed = BTreeSet::new();
    let mut said = Vec::new();
    for instance in scene.places().iter() {
        let Some(value) = telling(&instance) else { continue };
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
