//! Lists of answers: empty ones, and their order.

use serde_json::{Map, Value};

use super::freedom::{Freedom, Habit, View, answering, everywhere};
use crate::simulator::layout::Field;
use crate::standard::ValueType;

pub(super) const FREEDOMS: &[Freedom] = &[
    Freedom {
        name: "empty-list-null",
        doc: "shows an empty list as null",
        readings: &["A56", "A78"],
        group: "empty lists",
        habit: answering(|view, answer| {
            each_empty(view, answer, |name, object| {
                object.insert(name.to_owned(), Value::Null);
            })
        }),
    },
    Freedom {
        name: "empty-list-left-out",
        doc: "leaves an empty list out",
        readings: &["A56", "A78"],
        group: "empty lists",
        habit: answering(|view, answer| {
            each_empty(view, answer, |name, object| {
                object.shift_remove(name);
            })
        }),
    },
    Freedom {
        name: "lists-reversed",
        doc: "lists the items of an answer in reverse order",
        readings: &["A35.3", "A77"],
        group: "order of lists",
        habit: answering(|view, answer| {
            everywhere(&view.layout.response, answer, &mut |field, object| {
                if let Some(Value::Array(items)) = object.get_mut(&field.name) {
                    items.reverse();
                }
            });
        }),
    },
    Freedom {
        name: "newest-first",
        doc: "lists what was created last first, over all pages",
        readings: &[],
        group: "order of records",
        habit: Habit { newest_first: true, ..Habit::NONE },
    },
];

fn each_empty(view: &View<'_>, answer: &mut Map<String, Value>, change: fn(&str, &mut Map<String, Value>)) {
    everywhere(&view.layout.response, answer, &mut |field: &Field, object| {
        let empty = object.get(&field.name).and_then(Value::as_array).is_some_and(Vec::is_empty);
        if empty && !field.required && field.value_type == ValueType::Objects {
            change(&field.name, object);
        }
    });
}
