//! What is below the level of messages: path, method, encryption.

use serde_json::{Value, json};

use crate::check::leeway::open;
use crate::check::outcome::Outcome;
use crate::check::scene::{Deviation, Judged, Judgement, Scene};
use crate::check::{Argument, ArgumentKind as Kind, CalledCheck};
use crate::plan::CheckCall;
use crate::verdict::FindingCode;

/// The network of a target that serves nobody.
const LAB: &str = "lab";

/// Something answers at the path, to the method.
pub const SERVED: CalledCheck = CalledCheck {
    name: "served",
    doc: "something answers at the operation's path and to its method",
    arguments: &[],
    finding: Some(FindingCode::NoSuchPath),
    run: served,
};

/// The exchange was encrypted in transit.
pub const ENCRYPTED: CalledCheck = CalledCheck {
    name: "encrypted",
    doc: "the exchange was encrypted in transit, on the network for which the clause asks it",
    arguments: &[Argument::needed("network", Kind::Text)],
    finding: Some(FindingCode::PlainHttp),
    run: encrypted,
};

fn served(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let finding = call.finding.unwrap_or(FindingCode::NoSuchPath);
    let wrong = if finding == FindingCode::NoSuchPath { 404 } else { 405 };
    let judged = match &scene.seen.outcome {
        Outcome::Unclear { status } if *status == wrong => {
            let expected = format!("{} {}", scene.operation.method, scene.operation.path);
            Judged::Deviates(Box::new(Deviation::new(finding, expected, json!(status), "").consulting(scene.here(""))))
        }
        Outcome::Fault(_) | Outcome::Gateway { .. } => {
            Judged::NotReached { reason: scene.seen.outcome.word(), consulted: scene.here("") }
        }
        // A page of an error says nothing about who answers; a message without a return code does.
        Outcome::Unclear { status } if *status >= 400 && !scene.seen.body.is_object() => {
            Judged::NotReached { reason: scene.seen.outcome.word(), consulted: scene.here("") }
        }
        _ => Judged::Pass,
    };
    vec![Judgement::of(call, judged)]
}

fn encrypted(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let network = call.with.get("network").and_then(Value::as_str).unwrap_or_default();
    let around = scene.surroundings;
    let judged = match (&scene.seen.outcome, around.network == network, around.encrypted) {
        (Outcome::Fault(_), ..) if around.network == network => {
            Judged::NotReached { reason: scene.seen.outcome.word(), consulted: scene.here("") }
        }
        (_, false, _) => Judged::NotApplicable(format!("the target is declared on network {}", around.network)),
        (_, true, true) => Judged::Pass,
        (_, true, false) => {
            Judged::Deviates(Box::new(Deviation::new(FindingCode::PlainHttp, "HTTPS", json!("HTTP"), "")))
        }
    };
    // A laboratory is no network that a clause speaks of.
    let unasked = around.network == LAB && !around.encrypted;
    let unasked = unasked.then(|| open(FindingCode::PlainHttp, "HTTPS", json!("HTTP"), ""));
    let unasked = unasked.map(|way| Judgement::of(call, Judged::Deviates(Box::new(way))));
    std::iter::once(Judgement::of(call, judged)).chain(unasked).collect()
}
