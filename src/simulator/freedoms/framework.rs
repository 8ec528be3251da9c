//! What the framework below a platform answers to requests that are no proper call (G2.1).

use serde_json::{Map, Value, json};

use super::freedom::{Freedom, Habit, View};
use crate::observation::{HttpAnswer, HttpRequest};
use crate::simulator::decode;
use crate::simulator::platform::http;
use crate::simulator::refusal::Failure;
use crate::simulator::respond::{put, wording};

const HTML: &str = "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Error</h1></body></html>";

pub(super) const FREEDOMS: &[Freedom] = &[
    improper("framework-pages", "answers 405, 415 and 400 with HTML pages", |view, request| {
        fault(view, request).map(|(status, _)| page(status))
    }),
    improper("framework-silent", "answers 405, 415 and 400 without a body", |view, request| {
        let silent = |status| HttpAnswer { headers: Vec::new(), ..http(status, "", String::new()) };
        fault(view, request).map(|(status, _)| silent(status))
    }),
    improper(
        "framework-json",
        "answers 405, 415 and 400 with a JSON object of the framework's own",
        |view, request| {
            let (status, error) = fault(view, request)?;
            let path = &view.layout.operation.path;
            let time = "2024-03-05T02:20:30.123+00:00";
            let body = json!({ "timestamp": time, "status": status, "error": error, "path": path, "data": null });
            Some(http(status, "application/json", body.to_string()))
        },
    ),
    improper("framework-500", "answers 500 with a page to all that it cannot read", |view, request| {
        fault(view, request).map(|_| page(500))
    }),
    improper("portal-page", "answers a GET with a page of its portal under status 200", |view, request| {
        (request.method != view.layout.operation.method).then(|| page(200))
    }),
    improper("system-failure", "answers what it cannot read with the code of a system failure", |view, request| {
        fault(view, request)?;
        let envelope = &view.standard.envelope;
        let mut body = Map::new();
        let code = Failure::System.code(envelope).cloned().unwrap_or_default();
        let words = wording(view.standard, &code).unwrap_or("系统内部异常");
        put(&mut body, &envelope.message, json!(words));
        put(&mut body, &envelope.code, code);
        Some(http(200, "application/json; charset=UTF-8", Value::Object(body).to_string()))
    }),
];

const fn improper(
    name: &'static str,
    doc: &'static str,
    before: fn(&View<'_>, &HttpRequest) -> Option<HttpAnswer>,
) -> Freedom {
    let habit = Habit { before: Some(before), ..Habit::NONE };
    Freedom { name, doc, readings: &["G2.1"], group: "improper calls", habit }
}

fn page(status: u16) -> HttpAnswer {
    http(status, "text/html; charset=UTF-8", HTML.to_owned())
}

/// The status and words of what is wrong with a request below its members.
fn fault(view: &View<'_>, request: &HttpRequest) -> Option<(u16, &'static str)> {
    decode::fault(view.standard, view.layout, request).map(|fault| match fault {
        decode::Fault::Method => (405, "Method Not Allowed"),
        decode::Fault::MediaType => (415, "Unsupported Media Type"),
        decode::Fault::Empty | decode::Fault::Unreadable | decode::Fault::NoObject => (400, "Bad Request"),
    })
}
