//! What a platform takes, refuses and finds where the text says nothing.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::freedom::{Freedom, Habit, View};
use crate::simulator::layout::Field;
use crate::simulator::refusal::Refusal;
use crate::standard::{Effect, Filter, ValueType};

/// As many as have to be taken at once (A35.1).
const BATCH: usize = 2;

pub(super) const FREEDOMS: &[Freedom] = &[
    Freedom {
        name: "null-refused",
        doc: "refuses null for optional members of requests",
        readings: &["A10.1"],
        group: "null in requests",
        habit: Habit { refuse: Some(|view| null_in(&view.layout.request, view.sent)), ..Habit::NONE },
    },
    Freedom {
        name: "empty-taken",
        doc: "takes empty texts where their length or a reading allows nothing at all",
        readings: &["G3", "A46.2", "A70"],
        group: "empty texts",
        habit: Habit { takes_empty: true, ..Habit::NONE },
    },
    Freedom {
        name: "ends-excluded",
        doc: "leaves the days at both ends out of a range",
        readings: &["A51.4"],
        group: "ends of a range",
        habit: Habit { request: Some(without_ends), ..Habit::NONE },
    },
    Freedom {
        name: "parts-found",
        doc: "finds parts of every text, not only where fuzzy search is promised",
        readings: &["A53.2"],
        group: "exact filters",
        habit: Habit {
            layout: Some(|layout| {
                for field in layout.request.iter_mut().filter(|field| field.codes.is_empty()) {
                    if field.semantics.filter == Some(Filter::Exact) {
                        field.semantics.filter = Some(Filter::Contains);
                    }
                }
            }),
            ..Habit::NONE
        },
    },
    Freedom {
        name: "repetition-answered-alike",
        doc: "answers a request that it has already carried out as it did before, and creates nothing",
        readings: &["A35.3"],
        group: "repetitions",
        habit: Habit {
            before: Some(|view, request| {
                if view.layout.operation.effect == Effect::Create { view.memory.recall(&request.body) } else { None }
            }),
            wire: Some(|view, answer| remember(view, answer)),
            ..Habit::NONE
        },
    },
    Freedom {
        name: "repetition-refused",
        doc: "refuses to create what it has already created",
        readings: &["A35.3"],
        group: "repetitions",
        habit: Habit {
            refuse: Some(|view| {
                let again = view.layout.operation.effect == Effect::Create && view.memory.recall(view.body).is_some();
                again.then(|| Refusal::business("重复提交"))
            }),
            wire: Some(|view, answer| remember(view, answer)),
            ..Habit::NONE
        },
    },
    Freedom {
        name: "batches-limited",
        doc: "creates no more than two records at once",
        readings: &["A35.1"],
        group: "batches",
        habit: Habit { refuse: Some(too_many), ..Habit::NONE },
    },
];

fn null_in(fields: &[Field], members: &Map<String, Value>) -> Option<Refusal> {
    fields.iter().find_map(|field| match members.get(&field.name)? {
        Value::Null => Some(Refusal::parameter(format!("{} 不能为 null", field.name))),
        Value::Object(inner) => null_in(&field.members, inner),
        Value::Array(items) => items.iter().filter_map(Value::as_object).find_map(|item| null_in(&field.members, item)),
        _ => None,
    })
}

fn without_ends(view: &View<'_>, request: &mut Map<String, Value>) {
    for field in &view.layout.request {
        let days = match field.semantics.filter {
            Some(Filter::From) => 1,
            Some(Filter::Until) => -1,
            _ => continue,
        };
        let Some(value) = request.get_mut(&field.name) else { continue };
        let day = value.as_str().and_then(|text| text.parse::<Date>().ok());
        if let Some(day) = day.and_then(|day| day.checked_add(days.days()).ok()) {
            *value = Value::from(day.to_string());
        }
    }
}

fn remember(view: &View<'_>, answer: &crate::observation::HttpAnswer) {
    if view.layout.operation.effect == Effect::Create && view.refusal.is_none() {
        view.memory.keep(view.body, answer);
    }
}

fn too_many(view: &View<'_>) -> Option<Refusal> {
    let creates = view.layout.operation.effect == Effect::Create;
    let lists = view.layout.request.iter().filter(|field| creates && field.value_type == ValueType::Objects);
    let mut lists = lists.filter_map(|field| view.sent.get(&field.name)?.as_array());
    lists.any(|items| items.len() > BATCH).then(|| Refusal::business(format!("一次最多 {BATCH} 份")))
}
