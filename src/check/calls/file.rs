//! Files behind addresses that an answer gave.

use serde_json::{Value, json};

use crate::check::scene::{Deviation, Judged, Judgement, Scene};
use crate::check::{Argument, ArgumentKind as Kind, CalledCheck};
use crate::plan::CheckCall;
use crate::verdict::FindingCode;

/// A file is there and is what it is said to be.
pub const FILE: CalledCheck = CalledCheck {
    name: "file",
    doc: "the address that was got answers with a file whose first bytes are those of `format`",
    arguments: &[Argument::needed("format", Kind::Text)],
    finding: Some(FindingCode::WrongContent),
    run: file,
};

/// A file is no longer there.
pub const GONE: CalledCheck = CalledCheck {
    name: "gone",
    doc: "the address that was got no longer gives a file",
    arguments: &[],
    finding: Some(FindingCode::NotExcluded),
    run: gone,
};

/// How files of a format begin. OFD is a ZIP archive.
const FIRST_BYTES: &[(&str, &[u8])] = &[("ofd", b"PK\x03\x04"), ("pdf", b"%PDF-")];

fn file(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let format = call.with.get("format").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    let known = FIRST_BYTES.iter().find(|(name, _)| *name == format);
    let judged = match &scene.seen.answer {
        Err(_) => not_reached(scene),
        // Nobody forbids to send a caller on; that this suite does not follow is no fault of the target.
        Ok(answer) if (300..400).contains(&answer.status) => {
            let reason = format!("HTTP {}: the suite follows no redirect", answer.status);
            Judged::NotReached { reason, consulted: scene.here("") }
        }
        Ok(answer) if answer.status != 200 => {
            let status = json!(format!("HTTP {}", answer.status));
            Judged::Deviates(Box::new(Deviation::new(FindingCode::Unfetchable, "HTTP 200", status, "")))
        }
        Ok(answer) => match known {
            Some((_, first)) if answer.head.starts_with(first) => Judged::Pass,
            Some(_) => {
                let head = answer.head.escape_ascii().to_string();
                Judged::Deviates(Box::new(Deviation::new(FindingCode::WrongContent, format, json!(head), "")))
            }
            None if answer.head.is_empty() => {
                Judged::Deviates(Box::new(Deviation::new(FindingCode::WrongContent, format, json!(""), "")))
            }
            None => Judged::NotApplicable(format!("how a file of format `{format}` begins is not known")),
        },
    };
    vec![Judgement::of(call, judged)]
}

fn gone(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let judged = match &scene.seen.answer {
        Err(_) => not_reached(scene),
        Ok(answer) if answer.status >= 300 || answer.head.is_empty() => Judged::Pass,
        Ok(answer) => {
            let finding = call.finding.unwrap_or(FindingCode::NotExcluded);
            let status = json!(format!("HTTP {}", answer.status));
            Judged::Deviates(Box::new(Deviation::new(finding, "no file", status, "")))
        }
    };
    vec![Judgement::of(call, judged)]
}

fn not_reached(scene: &Scene<'_>) -> Judged {
    Judged::NotReached { reason: scene.seen.outcome.word(), consulted: scene.here("") }
}
