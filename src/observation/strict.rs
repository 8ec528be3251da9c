//! Strict reading of a JSON body.

use super::answer::{Body, Oddity};

/// Reads a body and notes its oddities.
pub(super) fn read(bytes: &[u8]) -> (Body, Vec<Oddity>) {
    if bytes.is_empty() {
        return (Body::Empty, Vec::new());
    }
    match serde_json::from_slice(bytes) {
        Ok(value) => (Body::Json(value), Vec::new()),
        Err(error) => (
            Body::NotJson {
                reason: error.to_string(),
                excerpt: String::from_utf8_lossy(bytes).chars().take(200).collect(),
            },
            Vec::new(),
        ),
    }
}
