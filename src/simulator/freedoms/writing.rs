//! JSON and its headers, written otherwise.

use serde_json::{Map, Value, json};

use super::freedom::{Freedom, answering, writing};
use crate::observation::HttpAnswer;

pub(super) const FREEDOMS: &[Freedom] = &[
    Freedom {
        name: "keys-reversed",
        doc: "names members in reverse order",
        readings: &[],
        group: "order of keys",
        habit: answering(|_, answer| reverse(answer)),
    },
    Freedom {
        name: "unknown-members",
        doc: "adds members that no table knows, at every level",
        readings: &["A63", "D83"],
        group: "members",
        habit: answering(|_, answer| extend(answer)),
    },
    Freedom {
        name: "numbers-with-fraction",
        doc: "writes whole numbers as 0.0 and 15.0",
        readings: &["A15", "D55.1"],
        group: "numbers",
        habit: answering(|_, answer| fractions(answer)),
    },
    Freedom {
        name: "pretty-printed",
        doc: "breaks lines and indents",
        readings: &[],
        group: "blanks",
        habit: writing(|_, answer| {
            if let Ok(value) = serde_json::from_slice::<Value>(&answer.body)
                && let Ok(text) = serde_json::to_vec_pretty(&value)
            {
                answer.body = text;
            }
        }),
    },
    Freedom {
        name: "blanks-around",
        doc: "writes blank lines before and after the body",
        readings: &[],
        group: "blanks",
        habit: writing(|_, answer| {
            answer.body = [b"\r\n \t".as_slice(), &answer.body, b"\r\n\n"].concat();
        }),
    },
    Freedom {
        name: "ascii-only",
        doc: "escapes every character beyond ASCII",
        readings: &[],
        group: "escapes",
        habit: writing(|_, answer| edit(answer, ascii)),
    },
    Freedom {
        name: "slashes-escaped",
        doc: "escapes slashes",
        readings: &[],
        group: "slashes",
        habit: writing(|_, answer| edit(answer, |text| text.replace('/', "\\/"))),
    },
    Freedom {
        name: "charset-not-named",
        doc: "declares application/json without a charset",
        readings: &["A05", "D35"],
        group: "media type",
        habit: writing(|_, answer| declare(answer, "application/json")),
    },
    Freedom {
        name: "media-type-upper-case",
        doc: "declares the media type in capitals",
        readings: &["A05", "D35"],
        group: "media type",
        habit: writing(|_, answer| declare(answer, "Application/JSON; Charset=UTF-8")),
    },
    Freedom {
        name: "charset-utf8",
        doc: "names the charset utf8, without blank",
        readings: &["A05", "D35"],
        group: "media type",
        habit: writing(|_, answer| declare(answer, "application/json;charset=utf8")),
    },
    Freedom {
        name: "charset-quoted",
        doc: "puts the charset in quotes",
        readings: &["A05", "D35"],
        group: "media type",
        habit: writing(|_, answer| declare(answer, "application/json; charset=\"utf-8\"")),
    },
    Freedom {
        name: "more-headers",
        doc: "sets cookies and headers of its own, some of them twice",
        readings: &[],
        group: "headers",
        habit: writing(|_, answer| {
            let more = [("set-cookie", "a=1"), ("set-cookie", "b=2"), ("x-trace-id", "1"), ("server", "nginx")];
            answer.headers.extend(more.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }),
    },
];

fn reverse(object: &mut Map<String, Value>) {
    let members: Vec<(String, Value)> = std::mem::take(object).into_iter().collect();
    object.extend(members.into_iter().rev());
    each_object(object, reverse);
}

fn extend(object: &mut Map<String, Value>) {
    each_object(object, extend);
    let more =
        json!({ "traceId": "7f3a", "success": true, "timestamp": 1_709_605_230_123_i64, "ext": { "a": [null, 1.5] } });
    if let Value::Object(more) = more {
        object.extend(more);
    }
}

fn fractions(object: &mut Map<String, Value>) {
    for value in object.values_mut() {
        if let Some(number) = value.as_i64() {
            *value = json!(number as f64);
        }
    }
    each_object(object, fractions);
}

fn each_object(object: &mut Map<String, Value>, change: fn(&mut Map<String, Value>)) {
    for value in object.values_mut() {
        match value {
            Value::Object(inner) => change(inner),
            Value::Array(items) => items.iter_mut().filter_map(Value::as_object_mut).for_each(change),
            _ => {}
        }
    }
}

fn edit(answer: &mut HttpAnswer, change: fn(&str) -> String) {
    if let Ok(text) = std::str::from_utf8(&answer.body) {
        answer.body = change(text).into_bytes();
    }
}

fn ascii(text: &str) -> String {
    let mut units = [0; 2];
    let mut escaped = String::with_capacity(text.len() * 2);
    for character in text.chars() {
        if character.is_ascii() {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut units) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    escaped
}

/// Declares another media type for what is JSON.
pub(super) fn declare(answer: &mut HttpAnswer, media_type: &str) {
    for (name, value) in &mut answer.headers {
        if name == "content-type" && value.starts_with("application/json") {
            media_type.clone_into(value);
        }
    }
}
