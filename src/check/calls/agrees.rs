//! A record agrees field by field with what was sent and answered when it was made.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::check::compare::same_unmasked;
use crate::check::outcome::plain;
use crate::check::scene::{Deviation, Judged, Judgement, Scene};
use crate::check::{CalledCheck, table_at};
use crate::id::Aspect;
use crate::plan::CheckCall;
use crate::standard::{Empty, Standard, Table};
use crate::verdict::FindingCode;

/// The check.
pub const CHECK: CalledCheck = CalledCheck {
    name: "agrees",
    doc: "every row of the object at `at` whose `field` was sent or answered before shows the same value",
    arguments: &["at", "sent", "answered"],
    finding: Some(FindingCode::NotEqual),
    run,
};

fn run(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let text = |name: &str| call.with.get(name).and_then(Value::as_str);
    let at = text("at").unwrap_or_default();
    let mut fields = BTreeMap::new();
    for reference in [text("sent"), text("answered")].into_iter().flatten() {
        collect(scene, reference, &mut fields);
    }
    let (consulted, object) = scene.look_up(at);
    let pointer = at.split_once(':').map_or(at, |(_, pointer)| pointer);
    let Some(table) = table_at(scene.standard, &scene.operation.response, pointer) else { return Vec::new() };
    let step = consulted.first().map(|(step, _)| step.clone()).unwrap_or_default();
    let rows = table.rows.iter().filter_map(|row| Some((row, fields.get(row.semantics.field.as_ref()?)?)));
    rows.filter_map(|(row, expected)| {
        let place = format!("{pointer}/{}", row.name());
        let consulted = vec![(step.clone(), place.clone())];
        let judged = match object.and_then(|object| object.get(row.name())).filter(|value| !value.is_null()) {
            Some(value) if same_unmasked(expected, value) => Judged::Pass,
            Some(value) => {
                let deviation = Deviation::new(FindingCode::NotEqual, plain(expected), value.clone(), place);
                Judged::Deviates(Box::new(deviation.consulting(consulted)))
            }
            // An optional member may be left out; nothing is said about it then.
            None if object.is_some_and(Value::is_object) && !row.required() => return None,
            None => Judged::NotReached { reason: format!("no value at {place}"), consulted },
        };
        Some(Judgement { requirement: table.local_id(row), aspect: Aspect::Behaviour, judged })
    })
    .collect()
}

/// Fields of a request or answer object, by what its rows say they write or show.
fn collect(scene: &Scene<'_>, reference: &str, fields: &mut BTreeMap<String, Value>) {
    let (_, Some(value)) = scene.look_up(reference) else { return };
    let mark = reference.find(['?', ':']);
    let (step, pointer) = mark.map_or(("", reference), |mark| (&reference[..mark], &reference[mark + 1..]));
    let name = scene.step(step).map_or(scene.operation.name.as_str(), |seen| seen.operation.as_str());
    let Some(operation) = scene.standard.operation(name) else { return };
    let root = if reference.contains('?') { &operation.request } else { &operation.response };
    if let Some(table) = table_at(scene.standard, root, pointer) {
        gather(scene.standard, table, value, fields);
    }
}

fn gather(standard: &Standard, table: &Table, value: &Value, fields: &mut BTreeMap<String, Value>) {
    for row in &table.rows {
        let Some(value) = value.get(row.name()).filter(|value| !value.is_null()) else { continue };
        // A number that the platform gives later is not there yet when its answer is empty.
        let later = row.semantics.empty == Some(Empty::Either) && value == "";
        if let (Some(field), false) = (&row.semantics.field, later) {
            fields.insert(field.clone(), value.clone());
        }
        if let Some(inner) = row.members.as_ref().and_then(|members| standard.table(&members.value)) {
            gather(standard, inner, value, fields);
        }
    }
}
