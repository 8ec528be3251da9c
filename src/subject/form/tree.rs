//! A form in YAML or JSON: any document, with the place of each value.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use super::filled::FormError;
use crate::yaml;

/// A value with its place.
pub(super) type Node = Spanned<Content>;

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// Nothing.
    Empty,
    /// A text, or a number or flag as one.
    Text(String),
    /// A number whose writing was lost in reading.
    Number,
    /// A list.
    List(Vec<Node>),
    /// Names with values.
    Map(Vec<(Spanned<String>, Node)>),
}

/// Where a value stands.
pub(super) fn place(node: &Node) -> String {
    at(node.referenced)
}

/// Where a name stands.
pub(super) fn at(location: serde_saphyr::Location) -> String {
    format!("{}:{}", location.line().max(1), location.column().max(1))
}

/// Reads a document.
pub(super) fn parse(file: &str, text: &str, json: bool) -> Result<Node, FormError> {
    if json && let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let at = format!("{}:{}", error.line().max(1), error.column().max(1));
        return Err(FormError::new(file, at, format!("no JSON: {error}")));
    }
    // Between JSON values a tab is a blank, which YAML does not allow everywhere; inside texts JSON has none.
    let blanks = if json { text.replace('\t', " ") } else { text.to_owned() };
    yaml::parse::<Node>(file, &blanks).map_err(|problem| {
        let at = format!("{}:{}", problem.place.line, problem.place.column);
        match text.lines().nth(problem.place.line.saturating_sub(1)).filter(|line| !json && is_open_brace(line)) {
            Some(_) => FormError::new(file, at, BRACE.0).helping(Some(BRACE.1.to_owned())),
            None => FormError::new(file, at, problem.message).helping(problem.help),
        }
    })
}

/// What is said of a value that YAML takes for a map.
const BRACE: (&str, &str) =
    ("a value that begins with `{` or `[` and goes on behind it", "put it into quotation marks");

/// Whether the value of a line begins with a bracket that is closed before its end.
fn is_open_brace(line: &str) -> bool {
    let value = line.split_once(": ").or_else(|| line.split_once("- ")).map_or("", |(_, value)| value.trim());
    value.starts_with(['{', '[']) && !value.ends_with(['}', ']'])
}

/// The text of a scalar as it was written.
pub(super) fn written(node: &Node, text: &str) -> Option<String> {
    match &node.value {
        Content::Text(text) => Some(text.clone()),
        Content::Number => {
            let line = text.lines().nth(usize::try_from(node.referenced.line()).ok()?.checked_sub(1)?)?;
            let column = usize::try_from(node.referenced.column()).ok()?.checked_sub(1)?;
            let rest: String = line.chars().skip(column).collect();
            let end = rest.find([',', '}', ']']).into_iter().chain(rest.find(" #")).min().unwrap_or(rest.len());
            rest.get(..end).map(|raw| raw.trim().to_owned())
        }
        _ => None,
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Content;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a value")
            }
            fn visit_unit<E>(self) -> Result<Content, E> {
                Ok(Content::Empty)
            }
            fn visit_none<E>(self) -> Result<Content, E> {
                Ok(Content::Empty)
            }
            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Content, D::Error> {
                Content::deserialize(deserializer)
            }
            fn visit_bool<E>(self, _: bool) -> Result<Content, E> {
                Ok(Content::Number)
            }
            fn visit_i64<E>(self, _: i64) -> Result<Content, E> {
                Ok(Content::Number)
            }
            fn visit_u64<E>(self, _: u64) -> Result<Content, E> {
                Ok(Content::Number)
            }
            fn visit_i128<E>(self, _: i128) -> Result<Content, E> {
                Ok(Content::Number)
            }
            fn visit_u128<E>(self, _: u128) -> Result<Content, E> {
                Ok(Content::Number)
            }
            fn visit_f64<E>(self, _: f64) -> Result<Content, E> {
                Ok(Content::Number)
            }
            fn visit_str<E>(self, text: &str) -> Result<Content, E> {
                Ok(Content::Text(text.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Content, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element::<Node>()? {
                    items.push(item);
                }
                Ok(Content::List(items))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Content, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry::<Spanned<String>, Node>()? {
                    entries.push(entry);
                }
                Ok(Content::Map(entries))
            }
        }
        deserializer.deserialize_any(Any)
    }
}
