//! Exchanges without credentials and personal data, for a recording that may be passed on.

use serde_json::Value;

use super::conclude::{LONG_NUMBER, long_masked};
use super::tape::{Bytes, Fidelity, Got, Recorded};
use crate::observation::Masker;

/// The exchange as it may be kept.
pub(super) fn masked(exchange: Recorded, masker: &Masker) -> Recorded {
    let mut kept = exchange;
    kept.request.url = masker.mask(&kept.request.url);
    headers(&mut kept.request.headers, masker);
    kept.request.body = plain(&kept.request.body, masker);
    let Some(answer) = &mut kept.answer else { return kept };
    headers(&mut answer.headers, masker);
    kept.fidelity = body(answer, masker);
    kept
}

fn headers(headers: &mut [(String, String)], masker: &Masker) {
    for (_, value) in headers {
        *value = masker.mask(value);
    }
}

/// A request: all that is personal in it is the run's own, or was captured and is known.
fn plain(body: &Bytes, masker: &Masker) -> Bytes {
    match body {
        Bytes::Text(text) => Bytes::Text(masker.mask(text)),
        Bytes::Hex(_) => Bytes::Text(masker.mask(&String::from_utf8_lossy(&body.bytes()))),
    }
}

fn body(answer: &mut Got, masker: &Masker) -> Fidelity {
    let Bytes::Text(text) = &answer.body else {
        // Nothing can be found in bytes of an unknown encoding.
        answer.body = Bytes::Text(long_masked(&masker.mask(&String::from_utf8_lossy(&answer.body.bytes()))));
        return Fidelity::Rewritten;
    };
    let json: Option<Value> = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok();
    let (masked, fidelity) = match json {
        None => {
            let masked = long_masked(&masker.mask(text));
            let fidelity = if masked == *text { Fidelity::Exact } else { Fidelity::Masked };
            (masked, fidelity)
        }
        Some(value) => {
            let mut masker = masker.clone();
            free_text(&value, &mut masker);
            let masked = masker.mask(text);
            if masked == *text {
                (masked, Fidelity::Exact)
            } else if same_shape(&value, masked.trim_start_matches('\u{feff}')) {
                (masked, Fidelity::Masked)
            } else {
                (masker.mask_value(&value).to_string(), Fidelity::Rewritten)
            }
        }
    };
    answer.body = Bytes::Text(masked);
    fidelity
}

/// Long numbers in texts that are more than one word may be somebody's.
fn free_text(value: &Value, masker: &mut Masker) {
    match value {
        Value::String(text) if text.chars().any(|c| !c.is_ascii() || c == '<' || c == ' ') => {
            let runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= LONG_NUMBER);
            runs.for_each(|run| masker.add_personal(run));
        }
        Value::Array(items) => items.iter().for_each(|item| free_text(item, masker)),
        Value::Object(members) => members.values().for_each(|member| free_text(member, masker)),
        _ => {}
    }
}

/// Whether only texts have changed.
fn same_shape(value: &Value, masked: &str) -> bool {
    fn alike(a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::String(_), Value::String(_)) => true,
            (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
            (Value::Object(a), Value::Object(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|((name, a), (other, b))| name == other && alike(a, b))
            }
            (a, b) => a == b,
        }
    }
    serde_json::from_str::<Value>(masked).is_ok_and(|masked| alike(value, &masked))
}
