//! What the fragment of DB51/T 2942-2022 leaves open.

use serde_json::{Map, Value};

use crate::simulator::freedoms::{Freedom, Habit, View, answering, everywhere};
use crate::simulator::layout::Field;
use crate::simulator::refusal::{Failure, Refusal};
use crate::simulator::respond::put;
use crate::standard::ValueType;

/// A return code that the fragment does not show.
const ANOTHER_CODE: &str = "13";

pub(crate) const FREEDOMS: &[Freedom] = &[
    Freedom {
        name: "verdict-boolean",
        doc: "answers a verification with a boolean",
        readings: &["S14"],
        group: "type of verdicts",
        habit: answering(|view, answer| {
            everywhere(&view.layout.response, answer, &mut |field, object| {
                if field.value_type == ValueType::StringOrBoolean
                    && let Some(Value::String(text)) = object.get(&field.name)
                {
                    let said = Value::from(text == "true");
                    object.insert(field.name.clone(), said);
                }
            });
        }),
    },
    Freedom {
        name: "sender-missing-as-12",
        doc: "refuses a request without account or credential as one without a required value",
        readings: &["S19"],
        group: "missing sender",
        habit: answering(|view, answer| {
            let missing = |field: &Field| matches!(view.sent.get(&field.name), None | Some(Value::Null));
            let mut senders = view.layout.request.iter().filter(|field| field.names_sender());
            if view.refusal.is_some() && senders.any(missing) {
                let code = Failure::Missing.code(&view.standard.envelope).cloned().unwrap_or_default();
                put(answer, &view.standard.envelope.code, code);
            }
        }),
    },
    Freedom {
        name: "other-codes-refused",
        doc: "refuses codes that its list does not show, with a return code of its own",
        readings: &["S06", "S08"],
        group: "codes of reasons",
        habit: Habit {
            refuse: Some(|view| has_other_code(view).then(|| Refusal::parameter("不在代码表内"))),
            answer: Some(|view, answer: &mut Map<String, Value>| {
                if view.refusal.is_some() && has_other_code(view) {
                    put(answer, &view.standard.envelope.code, Value::from(ANOTHER_CODE));
                }
            }),
            ..Habit::NONE
        },
    },
];

/// Whether a request has a code that its row does not list.
fn has_other_code(view: &View<'_>) -> bool {
    let listed = |field: &&Field| !field.codes.is_empty();
    let sent =
        |field: &Field| view.sent.get(&field.name).filter(|value| value.as_str().is_some_and(|text| !text.is_empty()));
    let mut rows = view.layout.request.iter().filter(listed);
    rows.any(|field| sent(field).is_some_and(|value| !field.codes.contains(value)))
}
