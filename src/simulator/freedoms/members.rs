//! Optional members of answers.

use serde_json::{Map, Value, json};

use super::freedom::{Freedom, View, answering, everywhere};
use crate::simulator::layout::Field;
use crate::simulator::respond::put;
use crate::standard::{Row, ValueType};

pub(super) const FREEDOMS: &[Freedom] = &[
    Freedom {
        name: "nulls-left-out",
        doc: "leaves optional members out where it has no value",
        readings: &["A10.1"],
        group: "optional members",
        habit: answering(|view, answer| {
            each_optional(view, answer, |field, object| {
                if object.get(&field.name).is_some_and(Value::is_null) {
                    object.shift_remove(&field.name);
                }
            })
        }),
    },
    Freedom {
        name: "optional-left-out",
        doc: "leaves every optional text out, also where it has a value",
        readings: &["A10.1", "A36.2", "design-empty-optional"],
        group: "optional members",
        habit: answering(|view, answer| {
            each_optional(view, answer, |field, object| {
                if is_text(field) {
                    object.shift_remove(&field.name);
                }
            })
        }),
    },
    Freedom {
        name: "optional-null",
        doc: "shows every optional text as null, also where it has a value",
        readings: &["A10.1", "A36.2", "design-empty-optional"],
        group: "optional members",
        habit: answering(|view, answer| {
            each_optional(view, answer, |field, object| {
                if is_text(field) {
                    object.insert(field.name.clone(), Value::Null);
                }
            })
        }),
    },
    Freedom {
        name: "optional-empty",
        doc: "shows optional texts without a value as empty ones",
        readings: &["A10.1", "design-empty-optional"],
        group: "optional members",
        habit: answering(|view, answer| {
            each_optional(view, answer, |field, object| {
                let free = is_text(field) && field.codes.is_empty() && field.semantics.format.is_none();
                if free && object.get(&field.name).is_some_and(Value::is_null) {
                    object.insert(field.name.clone(), json!(""));
                }
            })
        }),
    },
    Freedom {
        name: "message-on-success",
        doc: "gives a message with a success too",
        readings: &["A11"],
        group: "message",
        habit: answering(|view, answer| {
            // A standard that words its messages has one for success.
            if view.refusal.is_none() && view.standard.envelope.messages.is_none() {
                put(answer, &view.standard.envelope.message, json!("成功"));
            }
        }),
    },
    Freedom {
        name: "texts-filled",
        doc: "fills the other texts of the envelope",
        readings: &["A13", "A14"],
        group: "texts of the envelope",
        habit: answering(|view, answer| {
            for field in view.layout.response.iter().filter(|field| is_text(field) && !view.is_envelope(field)) {
                answer.insert(field.name.clone(), json!("处理完毕，耗时 12 毫秒。"));
            }
        }),
    },
];

/// Optional members, but for the message of a refusal and for objects that would lose everything they say (A76).
fn each_optional(view: &View<'_>, answer: &mut Map<String, Value>, change: fn(&Field, &mut Map<String, Value>)) {
    everywhere(&view.layout.response, answer, &mut |field, object| {
        let spoken = view.refusal.is_some() && view.is_envelope(field);
        let table = view.standard.row(&field.row).map(|(table, _)| table);
        if !field.required && !spoken && table.is_some_and(|table| table.members().any(Row::required)) {
            change(field, object);
        }
    });
}

fn is_text(field: &Field) -> bool {
    field.value_type == ValueType::String
}
