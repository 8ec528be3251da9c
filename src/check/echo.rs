//! Rows that repeat what was sent, and defaults for numbers below 1.

use serde_json::{Value, json};

use super::ExchangeCheck;
use super::compare::same_in;
use super::outcome::same_loosely;
use super::pointer::at;
use super::read::Instance;
use super::scene::{Deviation, Judged, Judgement, Scene};
use crate::id::Aspect;
use crate::standard::Row;
use crate::verdict::FindingCode;

/// The check.
pub const CHECK: ExchangeCheck = ExchangeCheck {
    name: "echo",
    doc: "rows that repeat a member of the request do; a number below 1 is answered as its default",
    primary: false,
    run,
};

fn run(scene: &Scene<'_>) -> Vec<Judgement> {
    if !scene.seen.outcome.is_success() || scene.seen.bad_input {
        return Vec::new();
    }
    let mut said: Vec<Judgement> = Vec::new();
    for instance in scene.places().iter() {
        let Some(echo) = &instance.row.semantics.echo else { continue };
        let Some(value) = instance.value.filter(|value| !value.is_null()) else {
            if !instance.row.required() {
                let judged = Judged::NotApplicable("the optional member is left out".to_owned());
                let requirement = instance.table.local_id(instance.row);
                merge(&mut said, Judgement { requirement, aspect: Aspect::Behaviour, judged });
            }
            continue;
        };
        let judgement = match default_of(scene, instance.row) {
            Some((request_row, sent, default)) => {
                default_applied(scene, &request_row, &sent, default, value, &instance.pointer())
            }
            None => repeated(scene, echo, &instance, value),
        };
        if let Some(judgement) = judgement {
            merge(&mut said, judgement);
        }
    }
    said.extend(own_record(scene));
    said
}

/// The record that is shown is the one that the key names. Another one explains all that is wrong with it.
fn own_record(scene: &Scene<'_>) -> Option<Judgement> {
    let table = scene.standard.table(&scene.operation.request)?;
    let key = table.rows.iter().find(|row| row.semantics.key)?;
    let sent = scene.seen.request.get(key.name()).filter(|value| !value.is_null())?;
    let data = scene.standard.envelope.data.as_str();
    let members = super::table_at(scene.standard, &scene.operation.response, data)?;
    let shown = members.rows.iter().find(|row| row.semantics.field == key.semantics.field)?;
    let pointer = format!("{data}/{}", shown.name());
    let value = at(&scene.seen.body, &pointer).filter(|value| !value.is_null())?;
    let requirement = table.local_id(key);
    if same_in(Some(shown), sent, value) {
        return Some(Judgement::pass(requirement, Aspect::Behaviour));
    }
    let expected = super::outcome::plain(sent);
    let mut deviation = Deviation::new(FindingCode::NotEqual, expected, value.clone(), pointer);
    let pointer = deviation.pointer.clone();
    deviation.consulted = [scene.here(data), scene.here(&pointer)].concat();
    deviation.explains = deviation.consulted.clone();
    Some(Judgement::deviates(requirement, Aspect::Behaviour, deviation))
}

/// One judgement a row: a deviation stays, passes do not repeat.
fn merge(said: &mut Vec<Judgement>, judgement: Judgement) {
    match said.iter_mut().find(|earlier| earlier.requirement == judgement.requirement) {
        Some(_) if matches!(judgement.judged, Judged::NotApplicable(_)) => {}
        Some(earlier) if matches!(earlier.judged, Judged::Pass | Judged::NotApplicable(_)) => *earlier = judgement,
        Some(_) => {}
        None => said.push(judgement),
    }
}

/// The request row of the same part in paging, when what was sent there is below 1.
fn default_of(scene: &Scene<'_>, row: &Row) -> Option<(String, Value, i64)> {
    let paging = row.semantics.paging?;
    let table = scene.standard.table(&scene.operation.request)?;
    let request_row = table.members().find(|row| row.semantics.paging == Some(paging))?;
    let sent = scene.seen.request.get(request_row.name())?;
    let default = request_row.semantics.default?;
    (sent.as_i64()? < 1).then(|| (table.local_id(request_row), sent.clone(), default))
}

fn default_applied(
    scene: &Scene<'_>,
    requirement: &str,
    sent: &Value,
    default: i64,
    value: &Value,
    pointer: &str,
) -> Option<Judgement> {
    if same_loosely(value, &json!(default)) {
        return Some(Judgement::pass(requirement, Aspect::Behaviour));
    }
    let deviation = Deviation::new(FindingCode::DefaultNotApplied, default.to_string(), value.clone(), pointer)
        .hinting(format!("{sent} was sent"))
        .consulting(scene.here(pointer));
    Some(Judgement::deviates(requirement, Aspect::Behaviour, deviation))
}

fn repeated(scene: &Scene<'_>, echo: &str, instance: &Instance<'_, '_, '_>, value: &Value) -> Option<Judgement> {
    let sent = sent_values(&scene.seen.request, echo);
    let meaningful: Vec<&&Value> = sent.iter().filter(|value| !value.is_null() && **value != "").collect();
    if meaningful.is_empty() {
        return None;
    }
    let requirement = instance.table.local_id(instance.row);
    if meaningful.iter().any(|sent| same_in(Some(instance.row), sent, value)) {
        return Some(Judgement::pass(requirement, Aspect::Behaviour));
    }
    let expected = meaningful.iter().map(|value| super::outcome::plain(value)).collect::<Vec<_>>().join("|");
    let pointer = instance.pointer();
    let places = scene.here(&pointer);
    let deviation = Deviation::new(FindingCode::NotEqual, expected, value.clone(), pointer).consulting(places);
    Some(Judgement::deviates(requirement, Aspect::Behaviour, deviation))
}

/// Values at a pointer whose `*` stands for every item of a list.
fn sent_values<'v>(request: &'v Value, pointer: &str) -> Vec<&'v Value> {
    let mut found = vec![request];
    for part in pointer.split('/').skip(1) {
        found = found
            .into_iter()
            .flat_map(|value| match (part, value) {
                ("*", Value::Array(items)) => items.iter().collect::<Vec<_>>(),
                (part, value) => value.get(part).into_iter().collect(),
            })
            .collect();
    }
    found
}
