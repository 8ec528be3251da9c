//! How an exchange must end.

use serde_json::{Value, json};

use crate::check::at;
use crate::check::leeway::open;
use crate::check::message::refusal_in_words;
use crate::check::outcome::{Outcome, failure_code, is_hollow, plain, same_loosely};
use crate::check::scene::{Deviation, Judged, Judgement, Scene};
use crate::check::{Argument, ArgumentKind as Kind, CalledCheck, locate};
use crate::id::Aspect;
use crate::observation::WireFault;
use crate::plan::CheckCall;
use crate::standard::{Effect, Row};
use crate::verdict::FindingCode;

/// The exchange ended with success.
pub const ACCEPTED: CalledCheck = CalledCheck {
    name: "accepted",
    doc: "the step ended with success",
    arguments: &[Argument::optional("pointer", Kind::Sent), Argument::optional("explains", Kind::Flag)],
    finding: Some(FindingCode::ValidRefused),
    run: accepted,
};

/// The exchange ended with a failure code.
pub const REFUSED: CalledCheck = CalledCheck {
    name: "refused",
    doc: "the step ended with a failure code, the one named if any",
    arguments: &[
        Argument::optional("pointer", Kind::Sent),
        Argument::optional("code", Kind::Codes),
        Argument::optional("strict", Kind::Flag),
        Argument::optional("empty", Kind::Flag),
        Argument::optional("free", Kind::Flag),
    ],
    finding: None,
    run: refused,
};

/// The exchange ended in the envelope, either way.
pub const ANSWERED: CalledCheck = CalledCheck {
    name: "answered",
    doc: "the step was answered in the standard's envelope, with success or not; of an `empty` text a reading may say more; to a `free` request nothing says what is answered, and what an answer repeats of it is not judged",
    arguments: &[
        Argument::optional("pointer", Kind::Sent),
        Argument::optional("empty", Kind::Flag),
        Argument::optional("free", Kind::Flag),
    ],
    finding: Some(FindingCode::NotEnvelope),
    run: answered,
};

/// The exchange differs from a good one in an optional row and was not refused.
pub const TOLERATED: CalledCheck = CalledCheck {
    name: "tolerated",
    doc: "the step, which differs from a good one in an optional row, was not refused; else it explains the step `blames`",
    arguments: &[Argument::needed("blames", Kind::Step)],
    finding: Some(FindingCode::AbsentRefused),
    run: tolerated,
};

/// The exchange found nothing.
pub const NOTHING: CalledCheck = CalledCheck {
    name: "nothing",
    doc: "the step was refused or found nothing",
    arguments: &[],
    finding: Some(FindingCode::NotExcluded),
    run: nothing,
};

/// What the failure code of wrong parameters means, in `failures` of the envelope.
const PARAMETER: &str = "parameter";

fn argument_text(call: &CheckCall, name: &str) -> String {
    call.with.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn accepted(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let judged = match &scene.seen.outcome {
        // Under the code of success it says that it failed: nobody can tell whether it was carried out.
        Outcome::Accepted | Outcome::Empty if refusal_in_words(scene).is_some() => unclear(scene),
        Outcome::Accepted | Outcome::Empty => Judged::Pass,
        Outcome::Refused { code } => {
            let code = json!({ "code": code, "message": at(&scene.seen.body, &scene.standard.envelope.message) });
            let finding = call.finding.unwrap_or(FindingCode::ValidRefused);
            let mut deviation = Deviation::new(finding, "success", code, argument_text(call, "pointer"));
            if call.with.get("explains").and_then(Value::as_bool).unwrap_or(false) {
                deviation.explains = scene.code_place();
            }
            if finds_nothing(scene) {
                deviation.cause = Some((scene.operation.requirements.output.clone(), Aspect::Behaviour));
            }
            Judged::Deviates(Box::new(deviation.consulting(scene.code_place())))
        }
        _ => unclear(scene),
    };
    vec![Judgement::of(call, judged)]
}

/// Whether a refusal is about what was found, not about the member that the case asks for: it is no refusal of parameters,
/// and the request looks for a value that the run made up. All members that are looked for then share one fault.
fn finds_nothing(scene: &Scene<'_>) -> bool {
    let envelope = &scene.standard.envelope;
    let Some(parameter) = envelope.failures.get(PARAMETER) else { return false };
    let Some(code) = failure_code(scene.standard, &scene.seen.body) else { return false };
    let known = envelope.failures.values().any(|known| same_loosely(known, code));
    if same_loosely(parameter, code) || !known || scene.operation.effect != Effect::Read {
        return false;
    }
    let Some(table) = scene.standard.table(&scene.operation.request) else { return false };
    let asked = |row: &Row| scene.seen.request.get(row.name()).is_some_and(|value| !is_hollow(value));
    table.members().any(|row| row.semantics.filter.is_some() && !row.required() && !row.has_codes() && asked(row))
}

/// Says something only of a refusal: that the row may be there, or not, is judged by a case of its own.
fn tolerated(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    if scene.seen.outcome.is_refusal() { accepted(scene, call) } else { Vec::new() }
}

fn unclear(scene: &Scene<'_>) -> Judged {
    Judged::NotReached { reason: scene.seen.outcome.word(), consulted: scene.code_place() }
}

fn refused(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let flag = |name: &str| call.with.get(name).and_then(Value::as_bool).unwrap_or(false);
    let finding = call.finding.unwrap_or(FindingCode::MissingAccepted);
    let pointer = argument_text(call, "pointer");
    match &scene.seen.outcome {
        Outcome::Empty if flag("empty") => vec![Judgement::of(call, Judged::Pass)],
        // "Nothing found" under a code of its own is a refusal all the same, though hardly the one that was asked for.
        Outcome::Empty if failure_code(scene.standard, &scene.seen.body).is_some() => {
            let code = failure_code(scene.standard, &scene.seen.body).cloned().unwrap_or(Value::Null);
            refusal(scene, call, &code, flag("strict"))
        }
        Outcome::Accepted | Outcome::Empty => match error_as_success(scene, call) {
            Some(said) => said,
            None => {
                let sent = scene.seen.request.pointer(&pointer).cloned().unwrap_or(Value::Null);
                let deviation = Deviation::new(finding, "a refusal", sent, pointer).consulting(scene.code_place());
                vec![Judgement::of(call, Judged::Deviates(Box::new(deviation)))]
            }
        },
        Outcome::Refused { code } => refusal(scene, call, code, flag("strict")),
        // Where nobody answers, nobody refuses.
        Outcome::Unclear { status } if *status >= 400 && *status != 404 => vec![Judgement::of(call, Judged::Pass)],
        Outcome::Unclear { .. } | Outcome::Gateway { .. } if flag("free") => vec![Judgement::of(call, Judged::Pass)],
        // A server may hang up on what is no proper request at all.
        Outcome::Fault(WireFault::Closed { .. }) if flag("free") => vec![Judgement::of(call, Judged::Pass)],
        _ => vec![Judgement::of(call, unclear(scene))],
    }
}

/// Refused as it should be; the code tells so, and is the one that is named.
fn refusal(scene: &Scene<'_>, call: &CheckCall, code: &Value, strict: bool) -> Vec<Judgement> {
    let envelope = &scene.standard.envelope;
    let judged = match call.with.get("code") {
        Some(named) if !named.is_null() && !is_named(named, code) => {
            let place = envelope.code.clone();
            let mut deviation = Deviation::new(FindingCode::WrongErrorCode, named.to_string(), code.clone(), place);
            deviation.strict = strict;
            deviation.cause = never_given(scene, named, code);
            Judged::Deviates(Box::new(deviation.consulting(scene.code_place())))
        }
        _ => Judged::Pass,
    };
    let row = locate(scene.standard, &scene.operation.response, &envelope.code);
    let truthful = row.map(|(table, row)| Judgement::pass(table.local_id(row), Aspect::Behaviour));
    std::iter::once(Judgement::of(call, judged)).chain(truthful).collect()
}

/// Where a table lists the return codes, it is the row of a code that is broken when another comes in its place. What was
/// looked for and not found was not refused: that is a matter of the row that was asked about.
fn never_given(scene: &Scene<'_>, named: &Value, code: &Value) -> Option<(String, Aspect)> {
    let envelope = &scene.standard.envelope;
    if envelope.empty.iter().any(|empty| same_loosely(empty, code)) {
        return None;
    }
    let listed = scene.standard.table(envelope.messages.as_deref()?)?;
    let row = listed.rows.iter().find(|row| plain(named) == row.name())?;
    Some((listed.local_id(row), Aspect::Behaviour))
}

/// Whether a code is the one named, or one of those.
fn is_named(named: &Value, code: &Value) -> bool {
    match named {
        Value::Array(several) => several.iter().any(|one| same_loosely(one, code)),
        one => same_loosely(one, code),
    }
}

/// Success that carries a message and no payload is a refusal under the wrong code: that is what is broken, not the row.
fn error_as_success(scene: &Scene<'_>, call: &CheckCall) -> Option<Vec<Judgement>> {
    let envelope = &scene.standard.envelope;
    // Where messages are listed, success has one as well: what it says is judged in every exchange.
    if scene.standard.words_success() {
        return None;
    }
    let message = at(&scene.seen.body, &envelope.message).and_then(Value::as_str).unwrap_or("");
    let data = at(&scene.seen.body, &envelope.data);
    if message.trim().is_empty() || !matches!(data, None | Some(Value::Null)) {
        return None;
    }
    let (table, row) = locate(scene.standard, &scene.operation.response, &envelope.code)?;
    let code = at(&scene.seen.body, &envelope.code).cloned().unwrap_or(Value::Null);
    let deviation = Deviation::new(FindingCode::ErrorAsSuccess, "a failure code", code, envelope.code.clone())
        .consulting(scene.code_place())
        .explaining(scene.code_place());
    Some(vec![
        Judgement::deviates(table.local_id(row), Aspect::Behaviour, deviation),
        Judgement::of(call, unclear(scene)),
    ])
}

fn answered(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let way = match &scene.seen.outcome {
        outcome if outcome.is_success() => Some(FindingCode::EmptyAccepted),
        outcome if outcome.is_refusal() => Some(FindingCode::EmptyRefused),
        _ => None,
    };
    let judged = match &scene.seen.outcome {
        Outcome::Accepted | Outcome::Empty | Outcome::Refused { .. } => Judged::Pass,
        Outcome::Unclear { status } if *status >= 400 => Judged::Pass,
        _ => unclear(scene),
    };
    let way = way.filter(|_| call.with.get("empty").and_then(Value::as_bool) == Some(true));
    let way = way.map(|code| open(code, "", json!(""), argument_text(call, "pointer")));
    let way = way.map(|way| Judgement::of(call, Judged::Deviates(Box::new(way))));
    std::iter::once(Judgement::of(call, judged)).chain(way).collect()
}

/// Where a code says that nothing was found, success says it in another way.
fn found_nothing(scene: &Scene<'_>) -> Judged {
    let envelope = &scene.standard.envelope;
    if failure_code(scene.standard, &scene.seen.body).is_some() {
        return Judged::Pass;
    }
    let code = at(&scene.seen.body, &envelope.code).cloned().unwrap_or(Value::Null);
    let expected = envelope.empty.iter().map(plain).collect::<Vec<_>>().join("|");
    let deviation = Deviation::new(FindingCode::ErrorAsSuccess, expected, code, envelope.code.clone());
    Judged::Deviates(Box::new(deviation.consulting(scene.code_place())))
}

fn nothing(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let pointer = scene.standard.envelope.data.as_str();
    let data = at(&scene.seen.body, pointer);
    let judged = match &scene.seen.outcome {
        Outcome::Empty if !scene.standard.envelope.empty.is_empty() => found_nothing(scene),
        Outcome::Refused { .. } | Outcome::Empty => Judged::Pass,
        Outcome::Unclear { status } if *status >= 400 => Judged::Pass,
        Outcome::Accepted => match data {
            None | Some(Value::Null) => Judged::Pass,
            Some(Value::Array(items)) if items.is_empty() => Judged::Pass,
            Some(Value::Object(members)) if members.values().all(Value::is_null) => {
                let deviation = Deviation::new(FindingCode::EmptyObject, "null", json!({}), pointer);
                Judged::Deviates(Box::new(deviation.consulting(scene.here(pointer))))
            }
            Some(data) => {
                let finding = call.finding.unwrap_or(FindingCode::NotExcluded);
                let deviation = Deviation::new(finding, "nothing found", data.clone(), pointer);
                Judged::Deviates(Box::new(deviation.consulting([scene.code_place(), scene.here(pointer)].concat())))
            }
        },
        _ => unclear(scene),
    };
    let said = matches!(judged, Judged::Pass) && scene.seen.outcome.is_success();
    let way = said.then(|| open(FindingCode::NothingAsSuccess, "a failure code", Value::Null, pointer));
    let way = way.filter(|_| failure_code(scene.standard, &scene.seen.body).is_none());
    let way = way.map(|way| Judgement::of(call, Judged::Deviates(Box::new(way))));
    std::iter::once(Judgement::of(call, judged)).chain(way).collect()
}
