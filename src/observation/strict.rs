//! Strict reading of a JSON body: what a lenient parser hides is told, and does not blind the rest.
//!
//! The value is serde_json's own; a second look at the text is taken only when the first met a key twice or a number
//! that may be more than a double holds, and a second reading only when serde_json refused.

mod digits;
mod scan;
mod surrogates;
mod tolerant;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::answer::{Body, Oddity};
use super::http::WireFault;

const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// Characters of a body that is no JSON which are kept.
const EXCERPT: usize = 200;

/// Values that are kept of one body. Each takes many times the bytes that it has on the wire, and is copied where it is judged.
pub(super) const MAX_VALUES: usize = 200_000;

/// Reads a body and notes its oddities.
///
/// # Errors
/// [`WireFault::TooManyValues`] when it has more than a judgement can hold.
pub(super) fn read(bytes: &[u8]) -> Result<(Body, Vec<Oddity>), WireFault> {
    if bytes.is_empty() {
        return Ok((Body::Empty, Vec::new()));
    }
    let mut oddities = Vec::new();
    let marked = bytes.strip_prefix(BYTE_ORDER_MARK);
    if marked.is_some() {
        oddities.push(Oddity::ByteOrderMark);
    }
    let content = marked.unwrap_or(bytes);
    let text = String::from_utf8_lossy(content);
    if let Err(error) = std::str::from_utf8(content) {
        oddities.push(Oddity::InvalidUtf8 { offset: bytes.len() - content.len() + error.valid_up_to() });
    }
    let mut suspicions = Suspicions::default();
    let read = parse(&text, &mut suspicions);
    if suspicions.values > MAX_VALUES {
        return Err(WireFault::TooManyValues(MAX_VALUES));
    }
    Ok(match read {
        Ok(value) => {
            if suspicions.any() {
                scan::scan(&text, suspicions.duplicates, &mut oddities);
            }
            (Body::Json(value), oddities)
        }
        Err(error) => match tolerant::parse(&text)? {
            Some((value, deep)) => {
                if deep {
                    oddities.push(Oddity::DeeplyNested { levels: tolerant::DEPTH });
                }
                scan::scan(&text, true, &mut oddities);
                (Body::Json(value), oddities)
            }
            None => {
                (Body::NotJson { reason: error.to_string(), excerpt: text.chars().take(EXCERPT).collect() }, oddities)
            }
        },
    })
}

/// What the first look met.
#[derive(Debug, Default)]
struct Suspicions {
    /// A key occurs twice.
    duplicates: bool,
    /// A number may have lost digits.
    numbers: bool,
    /// Values that were met.
    values: usize,
}

impl Suspicions {
    fn any(&self) -> bool {
        self.duplicates || self.numbers
    }
}

fn parse(text: &str, suspicions: &mut Suspicions) -> serde_json::Result<Value> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Build(suspicions).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Builds the value that serde_json would build.
struct Build<'a>(&'a mut Suspicions);

impl<'de> DeserializeSeed<'de> for Build<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.0.values += 1;
        if self.0.values > MAX_VALUES {
            return Err(D::Error::custom("too many values"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Build<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        self.0.numbers |= value > digits::EXACT;
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        self.0.numbers |= value.unsigned_abs() > digits::EXACT;
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        self.0.numbers = true;
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = seq.next_element_seed(Build(self.0))? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Build(self.0))?;
            self.0.duplicates |= map.insert(key, value).is_some();
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
#[path = "../../tests/wire/strict.rs"]
mod tests;
