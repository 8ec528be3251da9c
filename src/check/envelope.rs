//! Is the answer the standard's envelope, in JSON that every parser reads alike?

use serde_json::{Value, json};

use super::ExchangeCheck;
use super::leeway::open;
use super::outcome::{Outcome, failure_code, same_loosely};
use super::read::wrapped;
use super::scene::{Deviation, Judged, Judgement, Scene};
use crate::id::Aspect;
use crate::observation::{Answer, Body, Oddity, WireFault};
use crate::standard::Row;
use crate::verdict::FindingCode;

/// What the failure code of an operation that is not offered means, in `failures` of the envelope.
const NOT_OFFERED: &str = "not-offered";

/// How media types of files begin.
const FILES: [&str; 3] = ["image/", "application/octet-stream", "application/pdf"];

/// The check.
pub const CHECK: ExchangeCheck = ExchangeCheck {
    name: "envelope",
    doc: "the answer is a JSON object of the response table, in UTF-8, without doubled keys, of the right media type",
    primary: true,
    run,
};

fn run(scene: &Scene<'_>) -> Vec<Judgement> {
    let output = scene.operation.requirements.output.as_str();
    let answer = match &scene.seen.answer {
        Ok(answer) => answer,
        Err(fault) => return wire_fault(scene, output, fault).into_iter().collect(),
    };
    if scene.seen.is_page() && scene.seen.free_answer {
        let bare = open(FindingCode::BareRefusal, "the envelope", json!(answer.status), "");
        return vec![Judgement::deviates(output, Aspect::Format, bare)];
    }
    let mut said: Vec<Judgement> = not_offered(scene).into_iter().collect();
    if let Some(nobody) = no_such_path(scene) {
        return vec![nobody];
    }
    match body_fault(scene, answer) {
        Some(deviation) => {
            said.push(Judgement::deviates(output, Aspect::Format, deviation));
            if is_envelope(scene) {
                said.extend(status(scene, answer, output));
            }
        }
        None => {
            let odd = oddities(scene, answer, output);
            // Of an answer without a return code too much is lost to call the rest right: see the `message` check.
            let unclear = matches!(scene.seen.outcome, Outcome::Unclear { .. });
            if !unclear && odd.iter().all(|judgement| judgement.requirement != output) {
                said.push(Judgement::pass(output, Aspect::Format));
            }
            said.extend(odd);
            said.extend(status(scene, answer, output));
        }
    }
    said
}

/// Nobody serves the path of a proper request, or not its method: there is no target behind the answer.
fn no_such_path(scene: &Scene<'_>) -> Option<Judgement> {
    let proper = !scene.seen.bad_input && !scene.seen.free_answer;
    let Outcome::Unclear { status: status @ (404 | 405) } = scene.seen.outcome else { return None };
    if !proper || is_envelope(scene) {
        return None;
    }
    let requirements = &scene.operation.requirements;
    let inferred = scene.surroundings.inferred.contains(&scene.operation.name);
    let (code, requirement) = match status {
        405 if !inferred => (FindingCode::ValidRefused, &requirements.method),
        _ if inferred => (FindingCode::PathInferred, &requirements.path),
        _ => (FindingCode::NoSuchPath, &requirements.path),
    };
    let expected = format!("{} {}", scene.operation.method, scene.operation.path);
    let deviation = Deviation::new(code, expected, json!(status), "").consulting(scene.here(""));
    Some(Judgement::deviates(requirement.as_str(), Aspect::Behaviour, deviation))
}

/// The target says that it does not offer the operation.
fn not_offered(scene: &Scene<'_>) -> Option<Judgement> {
    let Outcome::Refused { code } = &scene.seen.outcome else { return None };
    let named = scene.standard.envelope.failures.get(NOT_OFFERED)?;
    if scene.seen.bad_input || !same_loosely(named, code) {
        return None;
    }
    let deviation = Deviation::new(FindingCode::NotOffered, "offered", code.clone(), &scene.standard.envelope.code);
    let deviation = deviation.consulting(scene.code_place());
    Some(Judgement::deviates(scene.operation.requirements.path.as_str(), Aspect::Behaviour, deviation))
}

/// Faults that are the target's own; lost connections are left to the runner.
fn wire_fault(scene: &Scene<'_>, output: &str, fault: &WireFault) -> Option<Judgement> {
    let code = match fault {
        WireFault::Truncated(_) => FindingCode::Truncated,
        WireFault::TooLarge(_) | WireFault::TooManyValues(_) => FindingCode::TooLarge,
        WireFault::BadEncoding(_) => FindingCode::BadEncoding,
        WireFault::NotHttp(_) => FindingCode::NotHttp,
        WireFault::Unreachable(_)
        | WireFault::Closed { .. }
        | WireFault::Tls(_)
        | WireFault::Timeout(_)
        | WireFault::Busy(_)
        | WireFault::Stopped => return None,
    };
    let deviation = Deviation::new(code, "a whole answer", json!(fault.to_string()), "").consulting(scene.here(""));
    Some(Judgement::deviates(output, Aspect::Format, deviation))
}

fn body_fault(scene: &Scene<'_>, answer: &Answer) -> Option<Deviation> {
    let gateway = matches!(scene.seen.outcome, Outcome::Gateway { .. });
    let code = |code| if gateway { FindingCode::GatewayAnswer } else { code };
    let places = scene.here("");
    match &answer.body {
        Body::Empty => {
            Some(Deviation::new(code(FindingCode::NotJson), "a JSON object", Value::from(""), "").consulting(places))
        }
        Body::NotJson { reason, excerpt } => {
            let deviation = Deviation::new(code(FindingCode::NotJson), "a JSON object", json!(excerpt), "");
            Some(deviation.hinting(unread(scene, answer, reason)).consulting(places))
        }
        Body::Json(sent) => {
            let wrapped = wrapped(scene.standard, sent).filter(|_| !gateway);
            if !gateway && wrapped.is_none() && is_envelope(scene) {
                return None;
            }
            let table = scene.standard.table(&scene.operation.response)?;
            let expected = table.members().map(Row::name).collect::<Vec<_>>().join(", ");
            if let Some((name, _)) = wrapped {
                // What stands inside is judged all the same: the fault is at no place of it.
                let around = sent.as_object().map(|members| members.keys().cloned().collect::<Vec<_>>());
                let deviation = Deviation::new(FindingCode::NotEnvelope, expected, json!(around), "");
                return Some(deviation.hinting(format!("the envelope stands inside `{name}`")));
            }
            let actual = if gateway { sent.clone() } else { scene.seen.body.clone() };
            let deviation = Deviation::new(code(FindingCode::NotEnvelope), expected, actual, "");
            Some(deviation.consulting(places))
        }
    }
}

/// Why a body is not JSON, and what can be said of an operation that answers with a file.
fn unread(scene: &Scene<'_>, answer: &Answer, reason: &str) -> String {
    let kind = answer.media_type.as_deref().unwrap_or_default();
    let is_file = FILES.iter().any(|start| kind.to_ascii_lowercase().starts_with(start));
    let name = &scene.operation.name;
    let advice = || format!("; answered as {kind}: `not_claimed: {{ {name}: the reason }}` leaves the operation out");
    format!("{reason}{}", is_file.then(advice).unwrap_or_default())
}

/// Whether the answer has any member of the response table: a framework's or gateway's own page has none.
pub(super) fn is_envelope(scene: &Scene<'_>) -> bool {
    let Some(table) = scene.standard.table(&scene.operation.response) else { return false };
    let members = scene.seen.body.as_object();
    members.is_some_and(|members| table.members().any(|row| members.contains_key(row.name())))
}

fn oddities(scene: &Scene<'_>, answer: &Answer, output: &str) -> Vec<Judgement> {
    let mut said: Vec<Judgement> = Vec::new();
    let mut add = |requirement: String, aspect, deviation: Deviation| {
        let same = |earlier: &Judgement| match &earlier.judged {
            Judged::Deviates(other) => {
                earlier.requirement == requirement && earlier.aspect == aspect && other.code == deviation.code
            }
            _ => false,
        };
        if !said.iter().any(same) {
            said.push(Judgement::deviates(requirement, aspect, deviation));
        }
    };
    for oddity in &answer.oddities {
        match oddity {
            Oddity::DuplicateKey { pointer } => {
                let deviation =
                    Deviation::new(FindingCode::DuplicateKey, "each key once", json!(pointer), pointer.clone());
                add(output.to_owned(), Aspect::Format, deviation.consulting(scene.here(pointer)));
            }
            Oddity::ByteOrderMark => {
                let deviation = Deviation::new(FindingCode::ByteOrderMark, "no byte order mark", json!("U+FEFF"), "");
                add(output.to_owned(), Aspect::Format, deviation);
            }
            Oddity::InvalidUtf8 { offset } => {
                let deviation = Deviation::new(FindingCode::InvalidUtf8, "UTF-8", json!(format!("byte {offset}")), "");
                add(output.to_owned(), Aspect::Format, deviation.consulting(scene.here("")));
            }
            Oddity::LoneSurrogate { pointer } => {
                let deviation =
                    Deviation::new(FindingCode::LoneSurrogate, "characters", json!(pointer), pointer.clone());
                add(output.to_owned(), Aspect::Format, deviation.consulting(scene.here(pointer)));
            }
            Oddity::DeeplyNested { levels } => {
                let expected = format!("<= {levels} levels");
                let deviation = Deviation::new(FindingCode::DeeplyNested, expected, Value::Null, "");
                add(output.to_owned(), Aspect::Format, deviation.consulting(scene.here("")));
            }
            Oddity::DigitsLost { pointer, sent } => {
                // A row that should be text already fails by its type: one cause, one finding.
                // And what no table names is nobody's number.
                let row = super::locate(scene.standard, &scene.operation.response, pointer);
                let numeric = |(_, row): &(_, &Row)| row.value_type() != crate::standard::ValueType::String;
                let Some((table, row)) = row.filter(numeric) else { continue };
                let requirement = table.local_id(row);
                let deviation =
                    Deviation::new(FindingCode::DigitsLost, "digits that a double holds", json!(sent), pointer.clone());
                add(requirement, Aspect::Type, deviation.consulting(scene.here(pointer)));
            }
        }
    }
    if said.is_empty()
        && let Some(deviation) = media_type(scene, answer)
    {
        said.push(Judgement::deviates(output, Aspect::Format, deviation));
    }
    said
}

fn media_type(scene: &Scene<'_>, answer: &Answer) -> Option<Deviation> {
    let sent = answer.media_type.as_deref().unwrap_or("");
    let essence = sent.split(';').next().unwrap_or("").trim();
    let allowed = &scene.standard.answer_media_types;
    if allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(essence)) {
        return None;
    }
    Some(Deviation::new(FindingCode::MediaType, allowed.join("|"), json!(sent), ""))
}

fn status(scene: &Scene<'_>, answer: &Answer, output: &str) -> Vec<Judgement> {
    // Where finding nothing has a failure code of its own, the answer is a refusal.
    let failed = failure_code(scene.standard, &scene.seen.body).is_some();
    if scene.seen.outcome.is_success() && !failed && answer.status != 200 {
        let deviation = Deviation::new(FindingCode::SuccessStatus, "HTTP 200", json!(answer.status), "");
        return vec![Judgement::deviates(output, Aspect::Behaviour, deviation)];
    }
    let other = answer.status != 200;
    let other = other.then(|| open(FindingCode::RefusalStatus, "HTTP 200", json!(answer.status), ""));
    let other = other.map(|other| Judgement::deviates(output, Aspect::Behaviour, other));
    // Without a return code nobody can say which status belongs to it.
    let clear = !matches!(scene.seen.outcome, Outcome::Unclear { .. });
    clear.then(|| Judgement::pass(output, Aspect::Behaviour)).into_iter().chain(other).collect()
}
