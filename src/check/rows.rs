//! Every row of the response tables: there, of its type, within its length, a listed code, of its format.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::ExchangeCheck;
use super::envelope::is_envelope;
use super::message::refusal_in_words;
use super::outcome::{Outcome, is_hollow, same_loosely};
use super::pointer::at;
use super::read::Instance;
use super::scene::{Deviation, Judgement, Scene};
use crate::id::Aspect;
use crate::observation::{Answer, Oddity};
use crate::schema::{self as formats, Violation};
use crate::standard::{Row, Table, ValueType};
use crate::verdict::{FindingCode, field_of};

/// The check.
pub const CHECK: ExchangeCheck = ExchangeCheck {
    name: "rows",
    doc: "each row of the answer's tables keeps presence, type, length, code and format, by the derived JSON Schema",
    primary: true,
    run,
};

type Key = (String, Aspect);

fn run(scene: &Scene<'_>) -> Vec<Judgement> {
    let framework = scene.seen.free_answer && scene.seen.is_page();
    let gateway = matches!(scene.seen.outcome, Outcome::Gateway { .. });
    if framework || gateway || !is_envelope(scene) {
        return Vec::new();
    }
    let mut broken: BTreeMap<Key, Vec<Deviation>> = BTreeMap::new();
    let mut add = |local: &str, aspect: Aspect, deviation: Deviation| {
        let place = (scene.seen.step.clone(), deviation.pointer.clone());
        let known = broken.entry((local.to_owned(), aspect)).or_default();
        // One finding a kind and field: what is tolerated of one must not hide another.
        let kind = (deviation.code, field_of(&deviation.pointer));
        match known.iter_mut().find(|other| (other.code, field_of(&other.pointer)) == kind) {
            Some(same) => same.consulted.push(place),
            None => {
                let mut deviation = deviation;
                deviation.consulted.push(place);
                known.push(deviation);
            }
        }
    };
    for note in scene.seen.notes.iter().filter(|note| !note.free) {
        let aspect = if note.code == FindingCode::WrongType { Aspect::Type } else { Aspect::Presence };
        let expected = note.pointer.rsplit('/').next().unwrap_or_default().to_owned();
        add(&note.local, aspect, Deviation::new(note.code, expected, note.actual.clone(), note.pointer.clone()));
    }
    let silent = Silence::of(scene);
    let inside = |pointer: &str| silent.as_ref().is_some_and(|silent| silent.covers(pointer));
    for violation in violations(scene) {
        if inside(&violation.pointer) {
            continue;
        }
        let actual = at(&scene.seen.body, &violation.pointer).cloned().unwrap_or(Value::Null);
        // Of another type it is whatever its characters were.
        if violation.aspect != Aspect::Type && undecoded(scene, &actual) {
            continue;
        }
        let mut deviation = Deviation::new(violation.code, violation.expected, actual, violation.pointer.clone());
        let parent = violation.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        if let Some(members) = at(&scene.seen.body, parent).and_then(Value::as_object) {
            deviation.siblings = members.keys().cloned().collect();
            if violation.code == FindingCode::Missing {
                let name = other_name(scene, &violation.requirement, members);
                deviation.original = name.is_some();
                deviation.hint = name.map(|name| format!("`{name}` was sent instead"));
            }
        }
        add(&violation.requirement, violation.aspect, deviation);
    }
    let mut reached = Reached::default();
    let mut more: Vec<(String, Aspect, Deviation)> = Vec::new();
    for instance in scene.places().iter() {
        if silent.is_some() && inside(&instance.pointer()) {
            continue;
        }
        if let Some((aspect, deviation)) = beyond_schema(scene, &instance) {
            more.push((instance.table.local_id(instance.row), aspect, deviation));
        }
        reached.note(&instance);
    }
    for (local, aspect, deviation) in more {
        add(&local, aspect, deviation);
    }
    let passes = reached.units().into_iter().filter(|key| !broken.contains_key(key));
    let passes: Vec<Judgement> = passes.map(|(local, aspect)| Judgement::pass(local, aspect)).collect();
    broken
        .into_iter()
        .flat_map(|((local, aspect), deviations)| {
            deviations.into_iter().map(move |deviation| Judgement::deviates(local.clone(), aspect, deviation))
        })
        .chain(passes)
        .chain(if silent.is_none() { super::leeway::of_members(scene) } else { Vec::new() })
        .collect()
}

/// Every row that the answer breaks. A schema says no more of a list that stands where one object should; what is in it is
/// read all the same, so it is judged.
fn violations(scene: &Scene<'_>) -> Vec<Violation> {
    let mut found = scene.schemas.violations(&scene.operation.response, &scene.seen.body);
    for instance in scene.places().iter() {
        let Some(Value::Array(items)) = instance.value.filter(|_| instance.row.value_type() == ValueType::Object)
        else {
            continue;
        };
        let Some(members) = scene.standard.members_of(instance.row) else { continue };
        for (index, item) in items.iter().enumerate().filter(|(_, item)| item.is_object()) {
            let above = format!("{}/{index}", instance.pointer());
            let inside = scene.schemas.violations(&members.id, item).into_iter();
            found.extend(inside.map(|one| Violation { pointer: format!("{above}{}", one.pointer), ..one }));
        }
    }
    found
}

/// A row of which the answer shows something.
struct Shown<'s> {
    table: &'s Table,
    row: &'s Row,
    aspects: Vec<Aspect>,
    /// Nothing is left that it could show.
    all: bool,
}

/// Rows of which the answer shows something, with the aspects that it shows.
#[derive(Default)]
struct Reached<'s> {
    rows: Vec<Shown<'s>>,
    /// Where the last row was found: rows come in the order of their tables, over and over.
    last: usize,
}

impl<'s> Reached<'s> {
    fn note(&mut self, instance: &Instance<'s, '_, '_>) {
        let place = self.place(instance);
        let shown = &mut self.rows[place];
        if shown.all {
            return;
        }
        let has_value = !matches!(instance.value, None | Some(Value::Null));
        if shown.row.required() {
            keep(&mut shown.aspects, Aspect::Presence);
            if !has_value {
                return;
            }
        }
        // An optional member that is absent keeps all of its row.
        value_aspects(shown.row).for_each(|aspect| keep(&mut shown.aspects, aspect));
        shown.all = true;
    }

    fn place(&mut self, instance: &Instance<'s, '_, '_>) -> usize {
        let is_same = |shown: &Shown<'_>| std::ptr::eq(shown.row, instance.row);
        let (before, after) = self.rows.split_at((self.last + 1).min(self.rows.len()));
        let next = after.iter().position(is_same).map(|place| place + before.len());
        self.last = next.or_else(|| before.iter().position(is_same)).unwrap_or_else(|| {
            let (table, row) = (instance.table, instance.row);
            self.rows.push(Shown { table, row, aspects: Vec::new(), all: false });
            self.rows.len() - 1
        });
        self.last
    }

    /// Local id and aspect of everything that was shown, in order.
    fn units(&self) -> Vec<Key> {
        let mut units: Vec<Key> = Vec::new();
        for Shown { table, row, aspects, .. } in &self.rows {
            let local = table.local_id(row);
            units.extend(aspects.iter().map(|aspect| (local.clone(), *aspect)));
        }
        units.sort_unstable();
        units
    }
}

fn keep(aspects: &mut Vec<Aspect>, aspect: Aspect) {
    if !aspects.contains(&aspect) {
        aspects.push(aspect);
    }
}

/// A payload that says nothing, in a way that is no record which lacks its members.
struct Silence<'s> {
    data: &'s str,
    /// The payload itself need not be there either.
    itself: bool,
}

impl<'s> Silence<'s> {
    /// One record was asked for and an object without any value came: there is no such record. Or the answer is a
    /// failure, or is without a readable code, and then nobody can say that it should have one, whatever stands there.
    fn of(scene: &Scene<'s>) -> Option<Self> {
        let pointer = scene.standard.envelope.data.as_str();
        let data = at(&scene.seen.body, pointer);
        let refused = !succeeds(scene) || refusal_in_words(scene).is_some();
        if refused && data.is_none_or(is_hollow) {
            let row = super::locate(scene.standard, &scene.operation.response, pointer);
            return Some(Self { data: pointer, itself: row.is_some_and(|(_, row)| row.required()) });
        }
        let single = scene.operation.empty_result == Some(Value::Null);
        let record = data.and_then(Value::as_object).filter(|data| single && data.values().all(Value::is_null));
        record.map(|_| Self { data: pointer, itself: false })
    }

    fn covers(&self, pointer: &str) -> bool {
        pointer
            .strip_prefix(self.data)
            .is_some_and(|rest| if rest.is_empty() { self.itself } else { rest.starts_with('/') })
    }
}

/// A text of which characters were lost because the answer is no UTF-8: that is what is wrong with it.
fn undecoded(scene: &Scene<'_>, actual: &Value) -> bool {
    let broken = |answer: &Answer| answer.oddities.iter().any(|oddity| matches!(oddity, Oddity::InvalidUtf8 { .. }));
    actual.as_str().is_some_and(|text| text.contains(char::REPLACEMENT_CHARACTER))
        && scene.seen.answer.as_ref().is_ok_and(broken)
}

/// Whether the answer has the return code of success.
fn succeeds(scene: &Scene<'_>) -> bool {
    let envelope = &scene.standard.envelope;
    at(&scene.seen.body, &envelope.code).is_some_and(|code| same_loosely(code, &envelope.success))
}

/// The name that another standard gives to a missing member, when it stands there instead.
fn other_name(scene: &Scene<'_>, local: &str, members: &serde_json::Map<String, Value>) -> Option<String> {
    let (_, row) = scene.standard.row(local)?;
    let mut named =
        scene.standard.tables.iter().flat_map(|table| &table.rows).filter(|other| other.name() == row.name());
    let stands = |original: &str| {
        let name = original.rsplit('.').next().unwrap_or(original);
        members.contains_key(name).then(|| name.to_owned())
    };
    named.find_map(|other| stands(&other.original))
}

/// The aspects of a value that the derived schema or this check judges.
pub(super) fn value_aspects(row: &Row) -> impl Iterator<Item = Aspect> {
    let has_type = row.value_type() != ValueType::Unstated;
    [
        has_type.then_some(Aspect::Type),
        row.length().max.map(|_| Aspect::Length),
        row.has_codes().then_some(Aspect::Code),
        (row.semantics.format.is_some() || row.semantics.starts.is_some()).then_some(Aspect::Format),
    ]
    .into_iter()
    .flatten()
}

/// What a JSON Schema of the table cannot say.
fn beyond_schema(scene: &Scene<'_>, instance: &Instance<'_, '_, '_>) -> Option<(Aspect, Deviation)> {
    let row = instance.row;
    match instance.value? {
        Value::String(text) if text.is_empty() => {
            let asked = row.semantics.format_when.as_ref();
            let asked = asked.is_none_or(|when| instance.object.get(&when.member) == Some(&when.equals));
            let judged_by_schema = row.has_codes() || asked && asserted(row);
            let deviation = || Deviation::new(FindingCode::Empty, "a value", json!(""), instance.pointer());
            (row.required() && !judged_by_schema).then(|| (Aspect::Presence, deviation()))
        }
        Value::String(text) => {
            let format = row.semantics.format.as_deref().and_then(formats::format)?;
            if format.asserted {
                return None;
            }
            let asked = row.semantics.format_when.as_ref();
            let asked = asked.is_none_or(|when| instance.object.get(&when.member) == Some(&when.equals));
            let code = match (format.looks_like)(text) {
                true => FindingCode::CheckDigit,
                false if format.outlined => FindingCode::WrongFormat,
                false => return None,
            };
            let wrong = asked && !text.contains('*') && !(format.is_valid)(text);
            let deviation = || Deviation::new(code, format.expected, json!(text), instance.pointer());
            wrong.then(|| (Aspect::Format, deviation()))
        }
        value @ (Value::Object(_) | Value::Array(_)) => hollow(scene, row, value, instance),
        _ => None,
    }
}

/// Whether the format that the schema asserts breaks with an empty text.
fn asserted(row: &Row) -> bool {
    row.semantics
        .format
        .as_deref()
        .and_then(formats::format)
        .is_some_and(|format| format.asserted && !(format.is_valid)(""))
}

/// An object of which every member is optional, with none of them, says nothing.
fn hollow(scene: &Scene<'_>, row: &Row, value: &Value, instance: &Instance<'_, '_, '_>) -> Option<(Aspect, Deviation)> {
    let members = scene.standard.members_of(row)?;
    // What nobody names cannot be looked for.
    let nameless = || members.rows.iter().any(|row| row.part.is_none() && !row.is_named());
    if members.members().any(Row::required) || nameless() {
        return None;
    }
    let says_nothing = |object: &Value| {
        object
            .as_object()
            .is_some_and(|object| members.members().all(|row| object.get(row.name()).is_none_or(Value::is_null)))
    };
    let place = match value {
        Value::Array(items) => format!("{}/{}", instance.pointer(), items.iter().position(says_nothing)?),
        object => says_nothing(object).then(|| instance.pointer())?,
    };
    let deviation = Deviation::new(FindingCode::Empty, "a member", json!({}), place);
    Some((Aspect::Presence, deviation))
}
