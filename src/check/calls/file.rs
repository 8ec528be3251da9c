//! Files behind addresses that an answer gave.

use serde_json::{Value, json};

use crate::check::scene::{Deviation, Judged, Judgement, Scene};
use crate::check::{Argument, ArgumentKind as Kind, CalledCheck};
use crate::plan::CheckCall;
use crate::verdict::FindingCode;

/// A file is there and is what it is said to be.
pub const FILE: CalledCheck = CalledCheck {
    name: "file",
    doc: "the address that was got answers with a file that begins and ends as those of `format` do",
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

/// How files of a format begin, and what stands near their end. OFD is a ZIP archive.
const BYTES: &[(&str, &[u8], &[u8])] = &[("ofd", b"PK\x03\x04", b"PK\x05\x06"), ("pdf", b"%PDF-", b"%%EOF")];

fn file(scene: &Scene<'_>, call: &CheckCall) -> Vec<Judgement> {
    let format = call.with.get("format").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    let known = BYTES.iter().find(|(name, ..)| *name == format);
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
            Some((_, first, last)) if answer.head.starts_with(first) && contains(&answer.tail, last) => Judged::Pass,
            Some((_, first, _)) if answer.head.starts_with(first) => {
                let (whole, cut) = (format!("a whole {format}"), json!("a file without its end"));
                Judged::Deviates(Box::new(Deviation::new(FindingCode::WrongContent, whole, cut, "")))
            }
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

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
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
