//! An answer's body, read strictly enough to notice what a lenient parser hides.

use serde_json::Value;

use super::http::{HttpAnswer, WireFault};
use super::strict;

/// Bytes of a body that are kept as they came.
const HEAD: usize = 16;
/// Bytes within which a file ends: a ZIP archive may have a remark of 65,535 bytes behind its directory.
const TAIL: usize = 65_535 + 22;

/// An answer with its body read.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type` as sent, if any.
    pub media_type: Option<String>,
    /// The body.
    pub body: Body,
    /// Its first bytes, by which a file shows what it is.
    pub head: Vec<u8>,
    /// The last bytes of what is no JSON, by which a file shows that it is whole.
    pub tail: Vec<u8>,
    /// What a lenient parser would hide, in the order of the body.
    pub oddities: Vec<Oddity>,
    /// Milliseconds from the first byte sent to the last byte read.
    pub millis: f64,
}

/// A body as JSON, or why it is none.
#[derive(Debug, Clone)]
pub enum Body {
    /// Parsed; the last of duplicate keys wins.
    Json(Value),
    /// Not JSON.
    NotJson {
        /// What the parser says, with line and column.
        reason: String,
        /// The first characters, for a person to look at.
        excerpt: String,
    },
    /// No byte at all.
    Empty,
}

/// Something that JSON parsers treat differently or silently mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Oddity {
    /// A key occurs twice in one object.
    DuplicateKey {
        /// JSON pointer of the member.
        pointer: String,
    },
    /// The body begins with a byte order mark.
    ByteOrderMark,
    /// Bytes that are not UTF-8.
    InvalidUtf8 {
        /// Offset of the first one.
        offset: usize,
    },
    /// A number whose digits a double cannot hold.
    DigitsLost {
        /// JSON pointer of the number.
        pointer: String,
        /// The number as sent.
        sent: String,
    },
    /// Half of a surrogate pair, escaped without its other half: no character, read as U+FFFD.
    LoneSurrogate {
        /// JSON pointer of the text, or of the member whose name it is.
        pointer: String,
    },
    /// Nested beyond what usual parsers take; what stands deeper was not read.
    DeeplyNested {
        /// Levels that were read.
        levels: usize,
    },
}

impl Answer {
    /// Reads the body of an answer.
    ///
    /// # Errors
    /// [`WireFault::TooManyValues`] when it has more than a judgement can hold.
    pub fn read(answer: &HttpAnswer) -> Result<Self, WireFault> {
        let (body, oddities) = strict::read(&answer.body)?;
        let tail = match &body {
            Body::NotJson { .. } => answer.body[answer.body.len().saturating_sub(TAIL)..].to_vec(),
            Body::Json(_) | Body::Empty => Vec::new(),
        };
        Ok(Self {
            status: answer.status,
            media_type: answer.header("content-type").map(str::to_owned),
            body,
            head: answer.body.iter().take(HEAD).copied().collect(),
            tail,
            oddities,
            millis: (answer.elapsed.as_secs_f64() * 1e6).round() / 1e3,
        })
    }

    /// The body as JSON, if it is.
    pub fn json(&self) -> Option<&Value> {
        match &self.body {
            Body::Json(value) => Some(value),
            _ => None,
        }
    }
}
