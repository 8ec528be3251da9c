//! How a platform refuses, and how it says that it found nothing.

use serde_json::{Map, Value, json};

use super::freedom::{Freedom, Habit, View, answering, writing};
use crate::observation::HttpAnswer;
use crate::simulator::refusal::Failure;
use crate::simulator::respond::put;
use crate::standard::{Effect, ValueType};

pub(super) const FREEDOMS: &[Freedom] = &[
    Freedom {
        name: "refusal-400",
        doc: "refuses with HTTP status 400",
        readings: &["A06.1", "D35"],
        group: "status of refusals",
        habit: writing(|view, answer| {
            if refuses(view, answer) {
                answer.status = 400;
            }
        }),
    },
    Freedom {
        name: "refusal-by-kind",
        doc: "refuses with 401 for credentials, 422 for other parameters and 404 for what does not exist",
        readings: &["A06.1", "D35"],
        group: "status of refusals",
        habit: writing(|view, answer| match view.refusal {
            Some(refusal) if refusal.failure == Failure::Credential => {
                answer.status = 401;
                answer.headers.push(("www-authenticate".to_owned(), "Bearer".to_owned()));
            }
            Some(_) if !refuses(view, answer) => {}
            Some(refusal) if refusal.failure == Failure::Business => answer.status = 404,
            Some(_) => answer.status = 422,
            None => {}
        }),
    },
    Freedom {
        name: "credential-403",
        doc: "refuses a credential with HTTP status 403, all else with 200",
        readings: &["A06.1", "D35"],
        group: "status of refusals",
        habit: writing(|view, answer| {
            if view.refusal.is_some_and(|refusal| refusal.failure == Failure::Credential) {
                answer.status = 403;
            }
        }),
    },
    Freedom {
        name: "refusal-with-empty-list",
        doc: "shows an empty list beside a failure code where the payload is a list",
        readings: &["A10.1"],
        group: "payload of refusals",
        habit: answering(|view, answer| {
            if let Some(data) = view.data().filter(|data| data.value_type == ValueType::Objects)
                && view.refusal.is_some()
            {
                answer.insert(data.name.clone(), json!([]));
            }
        }),
    },
    Freedom {
        name: "unknown-as-parameter",
        doc: "refuses what does not exist as a wrong parameter",
        readings: &["A67.1", "A78"],
        group: "unknown",
        habit: answering(|view, answer| {
            if is_unknown(view) {
                let envelope = &view.standard.envelope;
                if let Some(code) = Failure::Parameter.code(envelope) {
                    put(answer, &envelope.code, code.clone());
                }
            }
        }),
    },
    Freedom {
        name: "unknown-as-null",
        doc: "answers success with null for what does not exist",
        readings: &["A67.1", "A78"],
        group: "unknown",
        habit: answering(|view, answer| found_nothing(view, answer, |_| Value::Null)),
    },
    Freedom {
        name: "unknown-as-empty-list",
        doc: "answers success with an empty list for what does not exist, with null where the payload is no list",
        readings: &["A67.1", "A78"],
        group: "unknown",
        habit: answering(|view, answer| {
            found_nothing(view, answer, |shape| if shape == ValueType::Objects { json!([]) } else { Value::Null });
        }),
    },
    Freedom {
        name: "unknown-with-message",
        doc: "answers success with null and a message for what does not exist",
        readings: &["A67.1", "A78"],
        group: "unknown",
        habit: Habit {
            answer: Some(|view, answer| {
                found_nothing(view, answer, |_| Value::Null);
                if is_unknown(view) {
                    put(answer, &view.standard.envelope.message, json!("暂无数据"));
                }
            }),
            ..Habit::NONE
        },
    },
];

/// Whether an answer says that it refuses: what does not exist may be answered with success.
fn refuses(view: &View<'_>, answer: &HttpAnswer) -> bool {
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let code = body.as_ref().and_then(|body| body.pointer(&view.standard.envelope.code));
    let success = &view.standard.envelope.success;
    let equal = |code: &Value| code == success || code.as_f64().is_some() && code.as_f64() == success.as_f64();
    view.refusal.is_some() && !code.is_some_and(equal)
}

fn is_unknown(view: &View<'_>) -> bool {
    let reads = view.layout.operation.effect == Effect::Read;
    reads && view.refusal.is_some_and(|refusal| refusal.failure == Failure::Business)
}

fn found_nothing(view: &View<'_>, answer: &mut Map<String, Value>, nothing: fn(ValueType) -> Value) {
    let envelope = &view.standard.envelope;
    if let Some(data) = view.data()
        && is_unknown(view)
    {
        put(answer, &envelope.code, envelope.success.clone());
        put(answer, &envelope.message, Value::Null);
        answer.insert(data.name.clone(), nothing(data.value_type));
    }
}
