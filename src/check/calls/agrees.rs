//! A record agrees field by field with what was sent and answered when it was made.

use std::collections::BTreeMap;

use serde_json::Value;

use super::lists::{condition, matches};
use crate::check::compare::same_shown;
use crate::check::outcome::plain;
use crate::check::scene::{Deviation, Judged, Judgement, Scene};
use crate::check::{Argument, ArgumentKind as Kind, CalledCheck, table_at};
use crate::id::Aspect;
use crate::plan::CheckCall;
use crate::standard::{Empty, Row, Standard, Table};
use crate::verdict::FindingCode;

/// The check.
pub const CHECK: CalledCheck = CalledCheck {
    name: "agrees",
    doc: "every row of the object at `at`, or of the item of a list there that has `where`, whose `field` was sent or answered before shows the same value",
    arguments: &[
        Argument::needed("at", Kind::Place),
        Argument::optional("where", Kind::Members),
        Argument::one_of("sent", Kind::Place),
        Argument::one_of("answered", Kind::Place),
        Argument::optional("members", Kind::Names),
    ],
    finding: Some(FindingCode::NotEqual),
    run,
};

/// What is known of a field: where it was told, and the value if there was one.
struct Known {
    places: Vec<(String, String)>,
    value: Option<Value>,
    required: bool,
}

/// Whether a call compares this row: all rows unless it names members.
pub(in crate::check) fn compares(call: &CheckCall, row: &Row) -> bool {
    let named = call.with.get("members").and_then(Value::as_array);
    named.is_none_or(|named| named.iter().any(|name| name == row.name()))
}

fn run(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let text = |name: &str| call.with.get(name).and_then(Value::as_str);
    let at = text("at").unwrap_or_default();
    let mut fields = BTreeMap::new();
    for reference in [text("sent"), text("answered")].into_iter().flatten() {
        collect(scene, reference, &mut fields);
    }
    let pointer = at.split_once(':').map_or(at, |(_, pointer)| pointer);
    let Some(table) = table_at(scene.standard, &scene.operation.response, pointer) else { return Vec::new() };
    let shown = shown(scene, call, table, at);
    let compared = table.members().filter(|row| compares(call, row));
    let rows = compared.filter_map(|row| Some((row, fields.get(row.semantics.field.as_ref()?)?)));
    rows.flat_map(|(row, known)| {
        shown.iter().filter_map(move |Shown { object, step, pointer }| {
            let judged = compare(row, known, *object, step, format!("{pointer}/{}", row.name()))?;
            Some(Judgement { requirement: table.local_id(row), aspect: Aspect::Behaviour, judged })
        })
    })
    .collect()
}

/// An object that is compared, with its place.
struct Shown<'v> {
    object: Option<&'v Value>,
    step: String,
    pointer: String,
}

/// The object at a reference; of a list, every item that a call asks for by its members.
fn shown<'v>(scene: &'v Scene<'_>, call: &CheckCall, table: &Table, at: &str) -> Vec<Shown<'v>> {
    let (consulted, value) = scene.look_up(at);
    let (step, pointer) = consulted.into_iter().next().unwrap_or_default();
    let whole = |object| Shown { object, step: step.clone(), pointer: pointer.clone() };
    if !call.with.get("where").is_some_and(Value::is_object) {
        return vec![whole(value)];
    }
    let items = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice).iter().enumerate();
    let found = items.filter(|(_, item)| matches(Some(table), item, condition(call)));
    let item = |(index, item)| Shown { object: Some(item), step: step.clone(), pointer: format!("{pointer}/{index}") };
    let found: Vec<Shown<'v>> = found.map(item).collect();
    if found.is_empty() { vec![whole(None)] } else { found }
}

fn compare(row: &Row, known: &Known, object: Option<&Value>, step: &str, place: String) -> Option<Judged> {
    let mut consulted = vec![(step.to_owned(), place.clone())];
    consulted.extend(known.places.iter().cloned());
    let Some(expected) = &known.value else {
        let reason = "the value to compare with is not there".to_owned();
        let silence = Judged::NotReached { reason: reason.clone(), consulted };
        return Some(if known.required { silence } else { Judged::NotApplicable(reason) });
    };
    match object.and_then(|object| object.get(row.name())).filter(|value| !value.is_null()) {
        Some(value) if same_shown(row, expected, value) && !padded(expected, value) => Some(Judged::Pass),
        Some(value) => {
            let deviation = Deviation::new(FindingCode::NotEqual, plain(expected), value.clone(), place);
            Some(Judged::Deviates(Box::new(deviation.consulting(consulted))))
        }
        None if object.is_some_and(Value::is_object) && !row.required() => {
            Some(Judged::NotApplicable("the optional member is left out".to_owned()))
        }
        None => Some(Judged::NotReached { reason: format!("no value at {place}"), consulted }),
    }
}

/// Whether a text comes back with blanks around it that were not sent.
fn padded(expected: &Value, actual: &Value) -> bool {
    let (Some(expected), Some(actual)) = (expected.as_str(), actual.as_str()) else { return false };
    expected.trim() == expected && actual.trim() != actual
}

/// Fields of a request or answer object, by what its rows say they write or show.
fn collect(scene: &Scene<'_>, reference: &str, fields: &mut BTreeMap<String, Known>) {
    let (_, value) = scene.look_up(reference);
    let mark = reference.find(['?', ':']);
    let (step, pointer) = mark.map_or(("", reference), |mark| (&reference[..mark], &reference[mark + 1..]));
    let name = scene.step(step).map_or(scene.operation.name.as_str(), |seen| seen.operation.as_str());
    let Some(operation) = scene.standard.operation(name) else { return };
    let sent = reference.contains('?');
    let root = if sent { &operation.request } else { &operation.response };
    if let Some(table) = table_at(scene.standard, root, pointer) {
        // Only an answer can be at fault for what it does not say.
        let answered = (!sent).then_some(step);
        gather(scene.standard, table, value.unwrap_or(&Value::Null), (answered, pointer), fields);
    }
}

fn gather(
    standard: &Standard,
    table: &Table,
    value: &Value,
    (step, pointer): (Option<&str>, &str),
    fields: &mut BTreeMap<String, Known>,
) {
    for row in table.members() {
        let place = format!("{pointer}/{}", row.name());
        let value = value.get(row.name()).filter(|value| !value.is_null());
        // A number that the platform gives later is not there yet when its answer is empty.
        let later = row.semantics.empty == Some(Empty::Either) && value.is_some_and(|value| value == "");
        let value = value.filter(|_| !later);
        if let Some(field) = &row.semantics.field {
            let places = step.map(|step| (step.to_owned(), place.clone())).into_iter().collect();
            let required = row.required() && step.is_some() && !later;
            // What was sent is what must come back; an answer tells only what nobody sent.
            let told = fields.get(field).is_some_and(|known| known.value.is_some() && known.places.is_empty());
            if told {
                continue;
            }
            if value.is_some() || !fields.contains_key(field) {
                fields.insert(field.clone(), Known { places, value: value.cloned(), required });
            } else if let Some(known) = fields.get_mut(field) {
                known.places.extend(places);
            }
        }
        if let Some(inner) = row.members.as_ref().and_then(|members| standard.table(&members.value)) {
            gather(standard, inner, value.unwrap_or(&Value::Null), (step, &place), fields);
        }
    }
}
