//! What GDZW 0017-2019 leaves open.

use serde_json::{Map, Value, json};

use crate::simulator::freedoms::{Freedom, Habit, View, answering, everywhere};
use crate::simulator::platform::http;

/// Puts other items in the place of one.
type Replace = fn(Map<String, Value>) -> Vec<Map<String, Value>>;

/// A city without counties, as there are (GB/T 2260 has two in Guangdong).
const BARE_CITY: (&str, &str) = ("441900", "东莞市");

pub(crate) const FREEDOMS: &[Freedom] = &[
    Freedom {
        name: "number-after-creation",
        doc: "shows the mail number in queries, not yet in the answer to the creation",
        readings: &["A09.1", "A39.1"],
        group: "mail numbers",
        habit: answering(|view, answer| {
            if view.layout.operation.name == "addOrder" {
                change(view, answer, "T6", |mail| set(mail, "mail_num", json!("")));
            }
        }),
    },
    Freedom {
        name: "number-later",
        doc: "gives no mail number to an order that nobody has collected",
        readings: &["A09.1", "A39.1", "A70"],
        group: "mail numbers",
        habit: recording(|order| set(order, "mail_num", json!(""))),
    },
    Freedom {
        name: "number-of-another-shape",
        doc: "gives mail numbers of letters, all orders of a kind sharing one",
        readings: &["A40", "A64"],
        group: "mail numbers",
        habit: recording(|order| set(order, "mail_num", json!("dskflk"))),
    },
    Freedom {
        name: "collected-at-once",
        doc: "shows new orders as collected",
        readings: &["A61"],
        group: "status",
        habit: recording(|order| set(order, "status", json!("60"))),
    },
    Freedom {
        name: "status-of-two-digits",
        doc: "shows no order in the one status whose code is longer than its row",
        readings: &["A60"],
        group: "status",
        habit: answering(|view, answer| {
            for table in ["T13", "T16"] {
                change(view, answer, table, |order| {
                    if order.get("status").is_some_and(|status| status == "1001") {
                        set(order, "status", json!("00"));
                    }
                });
            }
        }),
    },
    Freedom {
        name: "no-events-yet",
        doc: "shows an order without events with an empty list of them",
        readings: &["A73"],
        group: "events of new orders",
        habit: recording(|order| set(order, "track_info", json!([]))),
    },
    Freedom {
        name: "no-tracking-yet",
        doc: "answers an empty list for an order without events",
        readings: &["A73"],
        group: "events of new orders",
        habit: Habit {
            record: Some(|order| set(order, "track_info", json!([]))),
            answer: Some(|view, answer| {
                each_tracked(view, answer, |mail| {
                    let none = mail.get("track_info") == Some(&json!([]));
                    if none { Vec::new() } else { vec![mail] }
                })
            }),
            ..Habit::NONE
        },
    },
    Freedom {
        name: "one-event-as-object",
        doc: "shows a single event as an object, several as a list",
        readings: &["A73"],
        group: "shape of events",
        habit: answering(|view, answer| {
            change(view, answer, "T19", |mail| {
                if let Some(Value::Array(events)) = mail.get_mut("track_info")
                    && let [event] = events.as_slice()
                {
                    let event = event.clone();
                    set(mail, "track_info", event);
                }
            });
        }),
    },
    Freedom {
        name: "last-event-alone",
        doc: "shows the last event as an object and no other",
        readings: &["A73"],
        group: "shape of events",
        habit: answering(|view, answer| {
            change(view, answer, "T19", |mail| {
                if let Some(Value::Array(events)) = mail.get_mut("track_info")
                    && let Some(event) = events.pop()
                {
                    set(mail, "track_info", event);
                }
            });
        }),
    },
    Freedom {
        name: "item-per-event",
        doc: "answers one object for each event of a mail",
        readings: &["A73"],
        group: "shape of events",
        habit: answering(|view, answer| {
            each_tracked(view, answer, |mail| {
                let events = mail.get("track_info").and_then(Value::as_array).cloned().unwrap_or_default();
                let alone = |event: Value| {
                    let mut mail = mail.clone();
                    set(&mut mail, "track_info", event);
                    mail
                };
                events.into_iter().map(alone).collect()
            });
        }),
    },
    Freedom {
        name: "events-unordered",
        doc: "shows what was prepared before an order behind its events",
        readings: &["A77"],
        group: "order of events",
        habit: answering(|view, answer| {
            change(view, answer, "T19", |mail| {
                if let Some(Value::Array(events)) = mail.get_mut("track_info")
                    && let Some(mut earlier) = events.first().cloned()
                {
                    earlier["deal_time"] = json!("2020-01-01 00:00:00");
                    events.push(earlier);
                }
            });
        }),
    },
    Freedom {
        name: "events-sparse",
        doc: "describes events in words alone",
        readings: &["A76"],
        group: "members of events",
        habit: answering(|view, answer| {
            change(view, answer, "T20", |event| {
                event.shift_remove("deal_address");
                set(event, "deal_time", Value::Null);
            });
        }),
    },
    top("top-parent-null", "shows provinces with null for a parent", |view, answer| {
        provinces(view, answer, &Value::Null);
    }),
    top("top-parent-empty", "shows provinces with an empty parent", |view, answer| {
        provinces(view, answer, &json!(""));
    }),
    top("top-parent-country", "shows provinces below a code of the country", |view, answer| {
        provinces(view, answer, &json!("000000"));
    }),
    Freedom {
        name: "city-without-counties",
        doc: "lists a city first that has no counties",
        readings: &["A45"],
        group: "directory",
        habit: Habit {
            before: Some(|view, _| {
                let here = view.layout.operation.name == "getDist"
                    && view.sent.get("parent_code") == Some(&json!(BARE_CITY.0));
                let body = json!({ "errcode": 0, "errormsg": null, "data": [] });
                here.then(|| http(200, "application/json; charset=UTF-8", body.to_string()))
            }),
            answer: Some(|view, answer| {
                if view.sent.get("parent_code") == Some(&json!("440000"))
                    && let Some(Value::Array(cities)) = answer.get_mut("data")
                    && !cities.is_empty()
                {
                    let (code, name) = BARE_CITY;
                    let city =
                        json!({ "address_code": code, "address_name": name, "level": 2, "parent_code": "440000" });
                    cities.insert(0, city);
                }
            }),
            ..Habit::NONE
        },
    },
];

const fn recording(record: fn(&mut Map<String, Value>)) -> Habit {
    Habit { record: Some(record), ..Habit::NONE }
}

/// A freedom about provinces, whose parent no reading asks for.
const fn top(name: &'static str, doc: &'static str, change: fn(&View<'_>, &mut Map<String, Value>)) -> Freedom {
    Freedom { name, doc, readings: &["A42.1"], group: "parent of provinces", habit: answering(change) }
}

fn provinces(view: &View<'_>, answer: &mut Map<String, Value>, parent: &Value) {
    change(view, answer, "T9", |region| {
        if region.get("level").and_then(Value::as_f64) == Some(1.0) {
            set(region, "parent_code", parent.clone());
        }
    });
}

/// Replaces every mail of a tracking answer by others.
fn each_tracked(view: &View<'_>, answer: &mut Map<String, Value>, replace: Replace) {
    if view.layout.operation.name != "queryTrackInfo" {
        return;
    }
    if let Some(Value::Array(mails)) = answer.get_mut("data") {
        let objects = std::mem::take(mails).into_iter().filter_map(|mail| mail.as_object().cloned());
        mails.extend(objects.flat_map(replace).map(Value::Object));
    }
}

fn set(object: &mut Map<String, Value>, name: &str, value: Value) {
    object.insert(name.to_owned(), value);
}

/// Changes every object of an answer that a table describes.
fn change(
    view: &View<'_>,
    answer: &mut Map<String, Value>,
    table: &str,
    mut change: impl FnMut(&mut Map<String, Value>),
) {
    let first = format!("{table}.1");
    everywhere(&view.layout.response, answer, &mut |field, object| {
        if field.row == first {
            change(object);
        }
    });
}
