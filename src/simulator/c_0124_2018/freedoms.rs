//! What C 0124-2018 leaves open.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::simulator::formats::calendar_day;
use crate::simulator::freedoms::{Freedom, Habit, View, answering, everywhere};
use crate::simulator::layout::Field;
use crate::simulator::licences::holdings::{OPEN_END, STATES};
use crate::simulator::refusal::{Failure, Refusal};
use crate::simulator::respond::{put, wording};
use crate::standard::ValueType;

pub(crate) const FREEDOMS: &[Freedom] = &[
    Freedom {
        name: "total-as-text",
        doc: "counts published types in digits of a text",
        readings: &["D55.2"],
        group: "total of types",
        habit: answering(|view, answer| {
            if view.layout.operation.name == "GetCertificateType"
                && let Some(total) = answer.get_mut("data").and_then(|data| data.get_mut("total"))
            {
                *total = Value::from(total.as_f64().unwrap_or_default().to_string());
            }
        }),
    },
    Freedom {
        name: "verdict-boolean",
        doc: "answers a verification with a boolean",
        readings: &["D57.1"],
        group: "type of verdicts",
        habit: answering(|_, answer| {
            if let Some(verdict) = verdict(answer) {
                *verdict = Value::from(*verdict == "true");
            }
        }),
    },
    Freedom {
        name: "empty-values",
        doc: "prints nothing in the elements of faces and details that are texts or pictures",
        readings: &["design-empty-value"],
        group: "printed values",
        habit: answering(|view, answer| {
            everywhere(&view.layout.response, answer, &mut |field: &Field, object| {
                let printed = object.get("valueType").is_some_and(|kind| kind == "string" || kind == "picture");
                if printed && field.name == "value" {
                    object.insert(field.name.clone(), json!(""));
                }
            });
        }),
    },
    Freedom {
        name: "mismatch-refused",
        doc: "answers data that do not match as if nothing was found",
        readings: &["D58.1"],
        group: "mismatch",
        habit: answering(|view, answer| {
            if verdict(answer).is_some_and(|verdict| verdict == "false" || *verdict == false) {
                say(view, answer, Failure::Business);
                answer.insert("data".to_owned(), Value::Null);
            }
        }),
    },
    Freedom {
        name: "barred-not-verified",
        doc: "verifies what cannot be used with false, not with a code",
        readings: &["D58.2"],
        group: "state in verification",
        habit: answering(|view, answer| {
            let barred = |refusal: &Refusal| STATES.iter().any(|state| refusal.failure == Failure::Named(state));
            if view.layout.operation.name == "VerifyCertificate" && view.refusal.is_some_and(barred) {
                succeed(view, answer);
                answer.insert("data".to_owned(), json!({ "verifyResult": "false" }));
            }
        }),
    },
    refusing("refusal-without-data", "leaves the payload of a refusal out", |view, answer| {
        if_refused(view, answer, |answer| {
            answer.shift_remove("data");
        });
    }),
    refusing("refusal-with-null", "refuses with null for a payload", |view, answer| {
        if_refused(view, answer, |answer| {
            answer.insert("data".to_owned(), Value::Null);
        });
    }),
    refusing("refusal-with-empty-object", "refuses with an empty object for a payload", |view, answer| {
        if_refused(view, answer, |answer| {
            answer.insert("data".to_owned(), json!({}));
        });
    }),
    refusing("refusal-with-total-0", "refuses every call with a total of 0 and an empty list", |view, answer| {
        if_refused(view, answer, |answer| {
            answer.insert("data".to_owned(), json!({ "total": 0, "dataList": [] }));
        });
    }),
    days("days-spaced", "writes days with blanks", |view, answer| {
        each_day(view, answer, |day| format!("{} 年 {} 月 {} 日", day.year(), day.month(), day.day()));
    }),
    days("days-padded", "writes months and days with two digits", |view, answer| {
        each_day(view, answer, |day| format!("{:04}年{:02}月{:02}日", day.year(), day.month(), day.day()));
    }),
    days("days-spaced-and-padded", "writes days with blanks and two digits", |view, answer| {
        each_day(view, answer, |day| format!("{:04} 年 {:02} 月 {:02} 日", day.year(), day.month(), day.day()));
    }),
    Freedom {
        name: "open-end-empty",
        doc: "shows validity without an end as an empty text",
        readings: &["D72"],
        group: "open end",
        habit: answering(|view, answer| {
            each_text(view, answer, |_, text| if text == OPEN_END { Some(String::new()) } else { None });
        }),
    },
    Freedom {
        name: "open-end-left-out",
        doc: "leaves the end of validity out where there is none",
        readings: &["D72"],
        group: "open end",
        habit: answering(|view, answer| {
            everywhere(&view.layout.response, answer, &mut |field, object| {
                if object.get(&field.name).and_then(Value::as_str) == Some(OPEN_END) {
                    object.shift_remove(&field.name);
                }
            });
        }),
    },
    Freedom {
        name: "formats-in-capitals",
        doc: "names file formats in capitals",
        readings: &["D73"],
        group: "case of formats",
        habit: answering(|view, answer| {
            each_text(view, answer, |field, text| field.semantics.case_insensitive.then(|| text.to_uppercase()));
        }),
    },
    Freedom {
        name: "pictures-in-lines",
        doc: "breaks pictures into lines of 76 characters",
        readings: &["D81"],
        group: "lines of pictures",
        habit: answering(|view, answer| {
            each_text(view, answer, |field, text| {
                let picture = field.semantics.format.as_deref() == Some("base64") && text.len() > 76 && text.is_ascii();
                let lines = || text.as_bytes().chunks(76).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\r\n");
                picture.then(lines)
            });
        }),
    },
    Freedom {
        name: "more-of-licences",
        doc: "searches with more of the catalogue than the five listed members",
        readings: &["D83"],
        group: "members of searches",
        habit: answering(|view, answer| {
            if view.layout.operation.name == "Retrieval"
                && let Some(Value::Array(items)) = answer.get_mut("data").and_then(|data| data.get_mut("dataList"))
            {
                for item in items.iter_mut().filter_map(Value::as_object_mut) {
                    item.insert("certificateName".to_owned(), json!("测试证照"));
                    item.insert("dataSource".to_owned(), json!("199"));
                }
            }
        }),
    },
    Freedom {
        name: "conflict-taken",
        doc: "takes the holder inside the data for the one that counts where another stands beside them",
        readings: &["D53"],
        group: "two holders",
        habit: Habit {
            request: Some(|_, request| {
                let inside = request.get("CertificateData").and_then(|data| data.get("certificateHolderCode"));
                let beside = request.get("CertificateHolderCode").and_then(Value::as_str);
                if let Some(inside) = inside.cloned().filter(|_| beside.is_some_and(|code| !code.is_empty())) {
                    request.insert("CertificateHolderCode".to_owned(), inside);
                }
            }),
            ..Habit::NONE
        },
    },
    Freedom {
        name: "barred-listed",
        doc: "finds what cannot be used beside what can",
        readings: &["D95"],
        group: "state in searches",
        habit: Habit { lists_all: true, ..Habit::NONE },
    },
    Freedom {
        name: "sender-missing-as-12",
        doc: "refuses a request without account or token as one without a required value",
        readings: &["D36.1"],
        group: "missing sender",
        habit: answering(|view, answer| {
            let rows = view.layout.request.iter().filter(|field| field.names_sender());
            let empty = |field: &Field| matches!(view.sent.get(&field.name), None | Some(Value::Null));
            if view.refusal.is_some() && rows.into_iter().any(empty) {
                say(view, answer, Failure::Missing);
            }
        }),
    },
    Freedom {
        name: "empty-optional-refused",
        doc: "refuses optional parameters that are sent empty",
        readings: &["design-empty-optional"],
        group: "empty optional parameters",
        habit: Habit {
            refuse: Some(|view| {
                let mut optional = view.layout.request.iter().filter(|field| !field.required);
                let empty = |field: &Field| view.sent.get(&field.name).and_then(Value::as_str) == Some("");
                optional.any(empty).then(|| Refusal::missing("参数为空"))
            }),
            ..Habit::NONE
        },
    },
    Freedom {
        name: "licences-reversed",
        doc: "lists licences and types in reverse order",
        readings: &[],
        group: "order of licences",
        habit: answering(|_, answer| {
            if let Some(Value::Array(items)) = answer.get_mut("data").and_then(|data| data.get_mut("dataList")) {
                items.reverse();
            }
        }),
    },
];

/// A freedom about the payload of refusals.
const fn refusing(name: &'static str, doc: &'static str, change: fn(&View<'_>, &mut Map<String, Value>)) -> Freedom {
    Freedom { name, doc, readings: &["D59"], group: "payload of refusals", habit: answering(change) }
}

/// A freedom about how days are written.
const fn days(name: &'static str, doc: &'static str, change: fn(&View<'_>, &mut Map<String, Value>)) -> Freedom {
    Freedom { name, doc, readings: &["D71.1"], group: "days", habit: answering(change) }
}

/// Changes an answer that does not say success.
fn if_refused(view: &View<'_>, answer: &mut Map<String, Value>, change: fn(&mut Map<String, Value>)) {
    let code = answer.get("head").and_then(|head| head.get("status"));
    if code != Some(&view.standard.envelope.success) {
        change(answer);
    }
}

/// Writes every day of an answer otherwise.
fn each_day(view: &View<'_>, answer: &mut Map<String, Value>, write: fn(Date) -> String) {
    everywhere(&view.layout.response, answer, &mut |field: &Field, object| {
        let dated = field.semantics.format.as_deref() == Some("calendar-date");
        if let Some(Value::String(text)) = object.get_mut(&field.name).filter(|_| dated)
            && let Some(day) = calendar_day(text)
        {
            *text = write(day);
        }
    });
}

/// What a verification says, if the answer is one.
fn verdict(answer: &mut Map<String, Value>) -> Option<&mut Value> {
    answer.get_mut("data")?.get_mut("verifyResult")
}

/// Gives an answer the code of a failure, and its words.
fn say(view: &View<'_>, answer: &mut Map<String, Value>, failure: Failure) {
    let envelope = &view.standard.envelope;
    let code = failure.code(envelope).cloned().unwrap_or_default();
    put(answer, &envelope.message, wording(view.standard, &code).map_or(Value::Null, Value::from));
    put(answer, &envelope.code, code);
}

fn succeed(view: &View<'_>, answer: &mut Map<String, Value>) {
    let envelope = &view.standard.envelope;
    put(answer, &envelope.message, wording(view.standard, &envelope.success).map_or(Value::Null, Value::from));
    put(answer, &envelope.code, envelope.success.clone());
}

/// Writes texts of an answer otherwise.
fn each_text(view: &View<'_>, answer: &mut Map<String, Value>, other: fn(&Field, &str) -> Option<String>) {
    everywhere(&view.layout.response, answer, &mut |field: &Field, object| {
        if let Some(Value::String(text)) = object.get_mut(&field.name).filter(|_| field.value_type == ValueType::String)
            && let Some(other) = other(field, text)
        {
            *text = other;
        }
    });
}
