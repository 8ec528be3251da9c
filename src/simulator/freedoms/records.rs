//! What records look like: their ids and the masks of personal data.

use serde_json::{Map, Value};

use super::freedom::{Freedom, Habit, View, answering, everywhere};
use crate::simulator::layout::Field;
use crate::standard::{Effect, PersonalClass, Standard};

/// Part of every hexadecimal id.
const SALT: u64 = 0x9e37_79b9_7f4a_7c15;
/// Ids of the simulator begin above this.
const BELOW_FIRST: u64 = 900_000_000_000_000_000;

pub(super) const FREEDOMS: &[Freedom] = &[
    Freedom {
        name: "ids-hexadecimal",
        doc: "gives ids of 32 hexadecimal digits",
        readings: &["A08"],
        group: "ids",
        habit: Habit {
            request: Some(|view, request| read_ids(view, request, hexadecimal_read)),
            answer: Some(|view, answer| show_ids(view, answer, hexadecimal)),
            known: Some(|standard, known| know_ids(standard, known, hexadecimal)),
            ..Habit::NONE
        },
    },
    Freedom {
        name: "ids-counted",
        doc: "counts ids from 1",
        readings: &["A08"],
        group: "ids",
        habit: Habit {
            request: Some(|view, request| {
                read_ids(view, request, |text| {
                    text.parse().ok().filter(|id| *id < BELOW_FIRST).map(|id: u64| id + BELOW_FIRST)
                });
            }),
            answer: Some(|view, answer| show_ids(view, answer, counted)),
            known: Some(|standard, known| know_ids(standard, known, counted)),
            ..Habit::NONE
        },
    },
    Freedom {
        name: "personal-data-masked",
        doc: "masks names, phones, identity numbers and addresses in all but the first characters",
        readings: &["A65"],
        group: "masks",
        habit: answering(|view, answer| {
            each_personal(view, answer, |class, text| match class {
                PersonalClass::PersonName => masked(text, 1, 0),
                PersonalClass::Phone => masked(text, 3, 4),
                PersonalClass::IdentityNumber => masked(text, 6, 4),
                PersonalClass::Address => masked(text, 3, 0),
            });
        }),
    },
    Freedom {
        name: "personal-data-starred",
        doc: "shows names, phones, identity numbers and addresses as stars of one length",
        readings: &["A65"],
        group: "masks",
        habit: answering(|view, answer| each_personal(view, answer, |_, _| "****".to_owned())),
    },
    Freedom {
        name: "phones-masked-at-the-end",
        doc: "masks the last four digits of phones and the last character of names, as the examples do",
        readings: &["A65"],
        group: "masks",
        habit: answering(|view, answer| {
            each_personal(view, answer, |class, text| match class {
                PersonalClass::Phone => masked(text, text.chars().count().saturating_sub(4), 0),
                PersonalClass::PersonName => masked(text, text.chars().count().saturating_sub(1), 0),
                PersonalClass::IdentityNumber | PersonalClass::Address => text.to_owned(),
            });
        }),
    },
];

fn hexadecimal(id: u64) -> String {
    format!("{:016x}{SALT:016x}", id ^ SALT)
}

fn counted(id: u64) -> String {
    id.saturating_sub(BELOW_FIRST).to_string()
}

fn hexadecimal_read(text: &str) -> Option<u64> {
    let id = u64::from_str_radix(text.get(..16)?, 16).ok()? ^ SALT;
    (hexadecimal(id) == text).then_some(id)
}

/// The record field that names one record.
fn key_field(standard: &Standard) -> Option<&str> {
    let mut rows = standard.tables.iter().flat_map(|table| &table.rows);
    rows.find(|row| row.semantics.key).and_then(|row| row.semantics.field.as_deref())
}

fn read_ids(view: &View<'_>, request: &mut Map<String, Value>, read: fn(&str) -> Option<u64>) {
    for field in view.layout.request.iter().filter(|field| field.semantics.key) {
        if let Some(value) = request.get_mut(&field.name)
            && let Some(id) = value.as_str().and_then(read)
        {
            *value = Value::from(id.to_string());
        }
    }
}

fn show_ids(view: &View<'_>, answer: &mut Map<String, Value>, show: fn(u64) -> String) {
    let Some(key) = key_field(view.standard) else { return };
    everywhere(&view.layout.response, answer, &mut |field, object| {
        if field.semantics.field.as_deref() == Some(key)
            && let Some(value) = object.get_mut(&field.name)
            && let Some(id) = value.as_str().and_then(|text| text.parse().ok())
        {
            *value = Value::from(show(id));
        }
    });
}

/// Ids of known records, which a party knows as they are shown.
fn know_ids(standard: &Standard, known: &mut Value, show: fn(u64) -> String) {
    match known {
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                match value.as_str().filter(|_| Some(name.as_str()) == key_field(standard)).map(str::parse) {
                    Some(Ok(id)) => *value = Value::from(show(id)),
                    _ => know_ids(standard, value, show),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| know_ids(standard, item, show)),
        _ => {}
    }
}

/// Calls `mask` for every personal value of an answer about records that were there before.
fn each_personal(view: &View<'_>, answer: &mut Map<String, Value>, mask: fn(PersonalClass, &str) -> String) {
    if view.layout.operation.effect == Effect::Create {
        return;
    }
    everywhere(&view.layout.response, answer, &mut |field: &Field, object| {
        let class = view.standard.row(&field.row).and_then(|(_, row)| row.class);
        if let (Some(class), Some(Value::String(text))) = (class, object.get_mut(&field.name)) {
            *text = mask(class, text);
        }
    });
}

/// A text with stars for all but its first and last characters.
fn masked(text: &str, first: usize, last: usize) -> String {
    let length = text.chars().count();
    let star = |(at, character)| if at < first || at + last >= length { character } else { '*' };
    text.chars().enumerate().map(star).collect()
}
