//! What an answer does where a text leaves it open: a finding only where a reading says so, else right.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::compare::is_masked;
use super::read::Instance;
use super::scene::{Deviation, Judgement, Scene};
use crate::id::Aspect;
use crate::schema as formats;
use crate::standard::{Row, Standard, Table, ValueType};
use crate::verdict::FindingCode;

type Found = BTreeMap<(String, Aspect), Deviation>;

/// Members of an answer that stand there as one of several ways that are right.
pub(super) fn of_members(scene: &Scene<'_>) -> Vec<Judgement> {
    let ruled = scene.surroundings.ruled.get_or_init(|| Ruled::of(scene.standard));
    let mut found = Found::new();
    let mut add = |table: &Table, row: &Row, (aspect, deviation): (Aspect, Deviation)| {
        found.entry((table.local_id(row), aspect)).or_insert(deviation);
    };
    for note in scene.seen.notes.iter().filter(|note| note.free) {
        if let Some((table, row)) = scene.standard.row(&note.local) {
            add(table, row, (Aspect::Type, open(note.code, "", note.actual.clone(), note.pointer.clone())));
        }
    }
    // The items of a list leave out the same members, and one finding is enough.
    let mut left_out: Vec<&Row> = Vec::new();
    for instance in scene.places().iter() {
        let told = left_out.iter().any(|row| std::ptr::eq(*row, instance.row));
        let absent = if told { None } else { ruled.absent(&instance) };
        left_out.extend(absent.as_ref().map(|_| instance.row));
        let mut said = |said: Option<(Aspect, Deviation)>| {
            if let Some(said) = said {
                add(instance.table, instance.row, said);
            }
        };
        said(absent);
        said(ruled.masked(&instance));
        said(ruled.written(&instance));
        said(ruled.as_printed(&instance));
        said(ruled.stranger(scene.standard, &instance));
    }
    found.into_iter().map(|((local, aspect), deviation)| Judgement::deviates(local, aspect, deviation)).collect()
}

/// A deviation that is none unless a reading says so.
pub(super) fn open(code: FindingCode, expected: &str, actual: Value, pointer: impl Into<String>) -> Deviation {
    Deviation { free: true, ..Deviation::new(code, expected, actual, pointer) }
}

/// Which of these findings a reading of the standard rules at all: the others are not looked for.
#[derive(Debug, Clone)]
pub(super) struct Ruled {
    absent: bool,
    masked: bool,
    stranger: bool,
    writing: bool,
}

impl Ruled {
    fn of(standard: &Standard) -> Self {
        let mut ruled = Self { absent: false, masked: false, stranger: false, writing: false };
        let rules = standard.readings.iter().flat_map(|reading| &reading.rules);
        for name in rules.flat_map(|rule| &rule.finding).map(String::as_str) {
            ruled.absent |= name == FindingCode::Absent.as_str();
            ruled.masked |= name == FindingCode::Starred.as_str();
            ruled.stranger |= name == FindingCode::UnknownMember.as_str();
            ruled.writing |= name == FindingCode::OtherWriting.as_str();
        }
        ruled
    }

    /// An optional member that is absent or null.
    fn absent(&self, instance: &Instance<'_, '_, '_>) -> Option<(Aspect, Deviation)> {
        let silent = matches!(instance.value, None | Some(Value::Null));
        let said = self.absent && silent && !instance.row.required();
        said.then(|| (Aspect::Presence, open(FindingCode::Absent, "a value", Value::Null, instance.pointer())))
    }

    /// Personal data behind a mask.
    fn masked(&self, instance: &Instance<'_, '_, '_>) -> Option<(Aspect, Deviation)> {
        let classed = self.masked && instance.row.class.is_some();
        let value = instance.value.filter(|value| classed && is_masked(value))?;
        Some((Aspect::Format, open(FindingCode::Starred, "unmasked", value.clone(), instance.pointer())))
    }

    /// A value in another of the writings of its format than the plainest.
    fn written(&self, instance: &Instance<'_, '_, '_>) -> Option<(Aspect, Deviation)> {
        let format = instance.row.semantics.format.as_deref().filter(|_| self.writing).and_then(formats::format)?;
        let text = instance.value?.as_str()?;
        let plainest = (format.canonical?)(text).filter(|plainest| plainest != text)?;
        Some((Aspect::Format, open(FindingCode::OtherWriting, &plainest, json!(text), instance.pointer())))
    }

    /// A value that the cell as read allows and the cell as printed does not.
    fn as_printed(&self, instance: &Instance<'_, '_, '_>) -> Option<(Aspect, Deviation)> {
        let (row, value) = (instance.row, instance.value?);
        let read = row.read.as_ref()?;
        let said = |expected: &str| open(FindingCode::BeyondPrint, expected, value.clone(), instance.pointer());
        if row.value_type() == ValueType::StringOrBoolean && value.is_boolean() {
            return Some((Aspect::Type, said("String")));
        }
        let text = value.as_str()?;
        if read.codes.0.iter().any(|(code, _)| code == text) {
            return Some((Aspect::Code, said("a printed code")));
        }
        let max = row.printed_length().max.filter(|_| read.length.is_some())?;
        let longer = text.chars().nth(max as usize).is_some();
        longer.then(|| (Aspect::Length, said(&format!("<= {max} characters"))))
    }

    /// A member beside those of the table, in the object or in one of the objects that a row holds.
    fn stranger(&self, standard: &Standard, instance: &Instance<'_, '_, '_>) -> Option<(Aspect, Deviation)> {
        let members = standard.members_of(instance.row).filter(|_| self.stranger)?;
        let of_object = |value: &Value| {
            let (mut names, mut row) = (value.as_object()?.keys(), members.lookup());
            names.find(|name| row(name).is_none()).cloned()
        };
        let name = match instance.value? {
            Value::Array(items) => items.iter().find_map(of_object),
            object => of_object(object),
        };
        let said =
            |name: String| open(FindingCode::UnknownMember, "no further member", json!(name), instance.pointer());
        name.map(|name| (Aspect::Presence, said(name)))
    }
}
