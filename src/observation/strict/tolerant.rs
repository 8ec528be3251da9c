//! JSON by its grammar alone (RFC 8259): what the usual parser refuses for a limit of its own is JSON all the same.
//!
//! Slower than that parser, and asked only when it has refused: numbers beyond a double become the largest one, halves of
//! surrogate pairs become U+FFFD, and what is nested beyond [`DEPTH`] is checked but not kept. No recursion.

use serde_json::{Map, Number, Value};

use super::{MAX_VALUES, digits, scan, surrogates};
use crate::observation::WireFault;

/// Levels of objects and arrays that are kept: as many as the usual parser reads.
pub(super) const DEPTH: usize = 127;

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Next {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    Nothing,
}

/// An object or array that is open.
enum Open {
    Object { members: Map<String, Value>, key: String },
    Array(Vec<Value>),
}

/// What has been read so far.
struct Reader {
    open: Vec<Open>,
    /// Which of the levels beyond [`DEPTH`] are objects.
    beyond: Vec<bool>,
    next: Next,
    whole: Option<Value>,
    /// Values that are kept so far.
    values: usize,
}

/// The value of a text that keeps to the grammar, and whether some of it was nested too deep to be kept.
///
/// # Errors
/// [`WireFault::TooManyValues`] when it has more than are kept.
pub(super) fn parse(text: &str) -> Result<Option<(Value, bool)>, WireFault> {
    let mut reader = Reader { open: Vec::new(), beyond: Vec::new(), next: Next::Value, whole: None, values: 0 };
    let read = reader.read(text);
    if reader.values > MAX_VALUES {
        return Err(WireFault::TooManyValues(MAX_VALUES));
    }
    Ok(read.and_then(|deep| Some((reader.whole?, deep))))
}

fn token(text: &str) -> &str {
    match text.as_bytes().first() {
        Some(b'"') => scan::string(text),
        Some(b'-' | b'0'..=b'9') => scan::number(text),
        _ => ["null", "true", "false"].into_iter().find(|word| text.starts_with(word)).unwrap_or(""),
    }
}

impl Reader {
    /// Reads a text to its end; whether some of it was nested too deep. None where it breaks the grammar or has too many values.
    fn read(&mut self, text: &str) -> Option<bool> {
        let mut deep = false;
        let mut rest = text;
        loop {
            rest = rest.trim_start_matches([' ', '\t', '\n', '\r']);
            let Some(byte) = rest.bytes().next() else { break };
            let length = match byte {
                b'{' | b'[' | b'}' | b']' | b',' | b':' => self.punctuation(byte).map(|()| 1),
                _ => self.scalar(token(rest)),
            }?;
            if self.values > MAX_VALUES {
                return None;
            }
            deep |= !self.beyond.is_empty();
            rest = rest.get(length..)?;
        }
        Some(deep)
    }

    fn punctuation(&mut self, byte: u8) -> Option<()> {
        let value = matches!(self.next, Next::Value | Next::ValueOrEnd);
        match byte {
            b'{' | b'[' if value => self.begin(byte == b'{'),
            b'}' if self.inside() == Some(true) && matches!(self.next, Next::KeyOrEnd | Next::CommaOrEnd) => self.end(),
            b']' if self.inside() == Some(false) && matches!(self.next, Next::ValueOrEnd | Next::CommaOrEnd) => {
                self.end()
            }
            b',' if self.next == Next::CommaOrEnd => {
                self.next = if self.inside()? { Next::Key } else { Next::Value };
                Some(())
            }
            b':' if self.next == Next::Colon => {
                self.next = Next::Value;
                Some(())
            }
            _ => None,
        }
    }

    /// Takes a text, number or word; the bytes that it has.
    fn scalar(&mut self, token: &str) -> Option<usize> {
        match self.next {
            Next::Key | Next::KeyOrEnd => {
                let name = text(token)?;
                self.next = Next::Colon;
                if let (Some(Open::Object { key, .. }), true) = (self.open.last_mut(), self.beyond.is_empty()) {
                    *key = name;
                }
            }
            Next::Value | Next::ValueOrEnd => {
                let value = match token.as_bytes().first()? {
                    b'"' => Value::String(text(token)?),
                    b'n' => Value::Null,
                    b't' => Value::Bool(true),
                    b'f' => Value::Bool(false),
                    _ => number(token)?,
                };
                self.put(value);
            }
            Next::Colon | Next::CommaOrEnd | Next::Nothing => return None,
        }
        Some(token.len())
    }

    /// Whether the innermost open level is an object.
    fn inside(&self) -> Option<bool> {
        let kept = || self.open.last().map(|open| matches!(open, Open::Object { .. }));
        self.beyond.last().copied().or_else(kept)
    }

    fn begin(&mut self, object: bool) -> Option<()> {
        self.next = if object { Next::KeyOrEnd } else { Next::ValueOrEnd };
        match object {
            _ if self.open.len() == DEPTH => self.beyond.push(object),
            true => self.open.push(Open::Object { members: Map::new(), key: String::new() }),
            false => self.open.push(Open::Array(Vec::new())),
        }
        Some(())
    }

    fn end(&mut self) -> Option<()> {
        let value = match self.beyond.pop() {
            Some(_) => Value::Null,
            None => match self.open.pop()? {
                Open::Object { members, .. } => Value::Object(members),
                Open::Array(items) => Value::Array(items),
            },
        };
        self.put(value);
        Some(())
    }

    fn put(&mut self, value: Value) {
        self.next = Next::CommaOrEnd;
        if !self.beyond.is_empty() {
            return;
        }
        self.values += 1;
        match self.open.last_mut() {
            Some(Open::Object { members, key }) => drop(members.insert(std::mem::take(key), value)),
            Some(Open::Array(items)) => items.push(value),
            None => {
                self.next = Next::Nothing;
                self.whole = Some(value);
            }
        }
    }
}

fn text(token: &str) -> Option<String> {
    let read = |token: &str| serde_json::from_str::<String>(token).ok();
    read(token).or_else(|| read(&surrogates::mended(token)?))
}

/// A number, the largest double in place of what is larger.
fn number(token: &str) -> Option<Value> {
    if !digits::is_number(token) {
        return None;
    }
    if let Ok(number) = serde_json::from_str::<Number>(token) {
        return Some(Value::Number(number));
    }
    let double = token.parse::<f64>().ok()?.clamp(f64::MIN, f64::MAX);
    Number::from_f64(double).map(Value::Number)
}
