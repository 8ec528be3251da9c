//! Free-form data of a target file, each value with its place.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_saphyr::{Location, Spanned};

/// A map with its keys in the order and at the places of the file.
#[derive(Debug)]
pub(super) struct Entries<T>(pub Vec<(Spanned<String>, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
            type Value = Entries<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(EntriesVisitor(std::marker::PhantomData))
    }
}

/// A value with its place.
pub(super) type Node = Spanned<Data>;

/// A value of any shape.
#[derive(Debug)]
pub(super) enum Data {
    /// Null, a boolean or a number.
    Scalar(Value),
    /// A number that lost its digits when it was read.
    Inexact,
    /// A string.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A map.
    Map(Vec<(Spanned<String>, Node)>),
}

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DataVisitor)
    }
}

struct DataVisitor;

impl<'de> Visitor<'de> for DataVisitor {
    type Value = Data;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("data")
    }

    fn visit_unit<E>(self) -> Result<Data, E> {
        Ok(Data::Scalar(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Data, E> {
        Ok(Data::Scalar(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Data, E> {
        Ok(Data::Scalar(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Data, E> {
        Ok(Data::Scalar(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Data, E> {
        Ok(Data::Scalar(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Data, E> {
        // Beyond 2^53 a double skips integers: the number was an identifier that should have been quoted.
        let exact = value.abs() < 9_007_199_254_740_992.0;
        Ok(Number::from_f64(value).filter(|_| exact).map_or(Data::Inexact, |number| Data::Scalar(number.into())))
    }

    fn visit_str<E>(self, value: &str) -> Result<Data, E> {
        Ok(Data::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Data, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = seq.next_element()? {
            list.push(node);
        }
        Ok(Data::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Data, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Data::Map(entries))
    }
}

/// What becomes JSON only with the help of its reader.
pub(super) enum Leaf {
    /// A string, which may refer to variables.
    Text(String),
    /// A number that lost its digits.
    Inexact,
}

/// The data as JSON; the reader is given the place of each leaf.
pub(super) fn to_json(node: Node, reader: &mut dyn FnMut(Location, Leaf) -> Value) -> Value {
    match node.value {
        Data::Scalar(value) => value,
        Data::Inexact => reader(node.referenced, Leaf::Inexact),
        Data::Text(value) => reader(node.referenced, Leaf::Text(value)),
        Data::List(list) => list.into_iter().map(|node| to_json(node, reader)).collect(),
        Data::Map(entries) => {
            let entries = entries.into_iter().map(|(key, node)| (key.value, to_json(node, reader)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

/// The value at a dotted path; a number is an index into a sequence.
pub(super) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, part| match value {
        Value::Object(map) => map.get(part),
        Value::Array(list) => list.get(part.parse::<usize>().ok()?),
        _ => None,
    })
}
