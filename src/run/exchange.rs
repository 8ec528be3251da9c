//! One exchange: the request encoded, sent, and the answer read.

use serde_json::Value;

use super::deck::Recorder;
use super::stage::Stage;
use super::tape::Recorded;
use super::transport::Place;
use crate::check::{Outcome, Seen, outcome, read};
use crate::observation::{Answer, HttpAnswer, HttpRequest, WireFault};
use crate::plan::{CheckCall, Expect, Step, Wire};
use crate::standard::{Effect, Encoding, Operation, Standard};
use crate::target::StandardTarget;

/// Encodes a request.
pub(super) fn encode(
    standard: &Standard,
    target: &StandardTarget,
    operation: &Operation,
    wire: &Wire,
    request: &Value,
) -> HttpRequest {
    let encoding = target.encoding().unwrap_or(standard.encoding);
    let media_type = match (encoding == standard.encoding, encoding) {
        (true, _) => standard.media_type.as_str(),
        (false, Encoding::Json) => "application/json; charset=UTF-8",
        (false, Encoding::Form) => "application/x-www-form-urlencoded; charset=UTF-8",
    };
    let media_type = wire.content_type.as_deref().unwrap_or(media_type);
    let method = wire.method.as_deref().unwrap_or(&operation.method);
    let body = match (&wire.body, method, encoding) {
        (Some(body), ..) => body.clone().into_bytes(),
        (None, _, _) if wire.damaged => damaged(encoding, request),
        (None, _, _) if wire.doubled => doubled(encoding, request),
        // The same parameters, where this method has them.
        (None, "GET", Encoding::Form) => Vec::new(),
        (None, _, Encoding::Json) => request.to_string().into_bytes(),
        (None, _, Encoding::Form) => form(request).into_bytes(),
    };
    let mut headers = vec![("accept".to_owned(), "*/*".to_owned())];
    if !body.is_empty() || method != "GET" {
        headers.push(("content-type".to_owned(), media_type.to_owned()));
    }
    headers.extend(target.headers().map(|(name, value)| (name.to_owned(), value.to_owned())));
    let mut url = target.url(&operation.name, &operation.path);
    if method == "GET" && encoding == Encoding::Form {
        url = format!("{url}?{}", form(request));
    }
    HttpRequest { method: method.to_owned(), url, headers, body }
}

/// A body that nobody can read: JSON without its end, and no form at all, for most of what a form may hold can be read.
fn damaged(encoding: Encoding, request: &Value) -> Vec<u8> {
    match encoding {
        Encoding::Json => {
            let mut body = request.to_string().into_bytes();
            body.pop();
            body
        }
        Encoding::Form => b"%%%&=&%zz".to_vec(),
    }
}

/// The body with its first member twice.
fn doubled(encoding: Encoding, request: &Value) -> Vec<u8> {
    let first = request.as_object().and_then(|members| members.iter().next());
    let Some((name, value)) = first else { return request.to_string().into_bytes() };
    let once = Value::Object([(name.clone(), value.clone())].into_iter().collect());
    match encoding {
        Encoding::Json => {
            let (once, all) = (once.to_string(), request.to_string());
            let (open, rest) = (once.strip_suffix('}').unwrap_or(&once), all.strip_prefix('{').unwrap_or(&all));
            format!("{open},{rest}").into_bytes()
        }
        Encoding::Form => format!("{}&{}", form(&once), form(request)).into_bytes(),
    }
}

/// A form of the members; inner objects are sent as JSON text in their field.
fn form(request: &Value) -> String {
    let mut encoded = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in request.as_object().into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        encoded.append_pair(name, &text);
    }
    encoded.finish()
}

/// Sends a request and reads what comes back.
pub(super) async fn exchange(
    stage: &Stage<'_>,
    operation: &Operation,
    (case, step): (&str, (&Step, &str)),
    (request, http): (Value, &HttpRequest),
) -> (Seen, Option<Recorded>) {
    stage.persons.sent(&request);
    let place = Place { case, step: step.1, reads: operation.effect == Effect::Read };
    let answer = tokio::select! {
        biased;
        answer = stage.transport.send_from(place, http) => answer,
        () = stage.gate.stop() => Err(WireFault::Stopped),
    };
    let wanted = stage.transport.recorder().is_some_and(Recorder::wants_masked);
    let kept = wanted.then(|| Recorded::exact((case, step.1), http, &answer));
    let answer =
        answer.and_then(|answer| if is_busy(&answer) { Err(WireFault::Busy(answer.status)) } else { Ok(answer) });
    (see(stage, operation, step, request, answer.and_then(|answer| Answer::read(&answer))), kept)
}

/// Whether an answer speaks of the server's load, not of the request: that tells nothing of what was asked for.
fn is_busy(answer: &HttpAnswer) -> bool {
    answer.status == 429 || answer.status == 503 && answer.header("retry-after").is_some()
}

/// Reads an answer by the operation's table.
pub(super) fn see(
    stage: &Stage<'_>,
    operation: &Operation,
    (step, id): (&Step, &str),
    request: Value,
    answer: Result<Answer, WireFault>,
) -> Seen {
    let standard = stage.standard;
    let raw = answer.as_ref().ok().and_then(Answer::json);
    let (mut body, mut notes) = raw.map(|raw| read(standard, &operation.response, raw)).unwrap_or_default();
    stage.persons.told(standard, operation, &body);
    let outcome = outcome(standard, operation, &answer, &body, stage.surroundings.gateway);
    if matches!(outcome, Outcome::Gateway { .. }) {
        // No check may take what a gateway says for the target's.
        (body, notes) = (Value::Null, Vec::new());
    }
    Seen {
        step: id.to_owned(),
        operation: operation.name.clone(),
        request,
        answer,
        body,
        notes,
        outcome,
        free_answer: step.wire.free_answer,
        bad_input: step.checks.iter().any(is_about_input),
        asks_success: asks_success(step),
    }
}

/// Whether a check calls for a refusal of what was sent, not only for an answer that finds nothing, or says that nothing
/// rules what was sent.
fn is_about_input(call: &CheckCall) -> bool {
    match call.check.as_str() {
        "refused" => call.with.get("pointer").is_some() || call.with.get("free").is_some(),
        "answered" => call.with.get("free").is_some(),
        _ => false,
    }
}

/// Whether the request of a step is a good one: its case calls for success, or for nothing.
fn asks_success(step: &Step) -> bool {
    let calls = |call: &CheckCall| {
        ["accepted", "tolerated", "kept", "unaltered", "agrees", "includes"].contains(&call.check.as_str())
    };
    step.expect == Expect::Accepted || step.checks.is_empty() || step.checks.iter().any(calls)
}

/// Milliseconds that an exchange took.
pub(super) fn millis(seen: &Seen) -> f64 {
    seen.answer.as_ref().map_or(0.0, |answer| answer.millis)
}

/// Whether nobody answered.
pub(super) fn is_unreachable(seen: &Seen) -> bool {
    match &seen.outcome {
        Outcome::Fault(WireFault::Unreachable(_) | WireFault::Tls(_) | WireFault::Timeout(_)) => true,
        // A server may hang up on what is no proper request.
        Outcome::Fault(WireFault::Closed { .. }) => !seen.free_answer,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_server_is_busy_by_its_limit_or_when_it_says_when_to_come_again() {
        let answer = |status, headers: &[(&str, &str)]| {
            let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            HttpAnswer { status, headers, body: b"{}".to_vec(), elapsed: Duration::ZERO }
        };
        let later = ("retry-after", "5");
        assert!(is_busy(&answer(429, &[])) && is_busy(&answer(429, &[later])) && is_busy(&answer(503, &[later])));
        // What breaks down is the service's own.
        for (status, headers) in [(503, &[][..]), (500, &[later]), (200, &[later]), (200, &[])] {
            assert!(!is_busy(&answer(status, headers)), "{status} {headers:?}");
        }
    }
}
