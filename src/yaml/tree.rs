//! A YAML document as a tree in which every key and every value knows its place.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_saphyr::{Location, Spanned};

/// A key or a value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it is written; of an alias, where its anchor stands.
    at: Location,
    /// What it says.
    kind: NodeKind,
}

/// What a node says.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// A text, a number, true or false, or nothing.
    Scalar(Value),
    /// A list.
    List(Vec<Node>),
    /// Keys with values, in their order.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// What it says.
    pub fn kind(&self) -> &NodeKind {
        &self.kind
    }

    /// Line and column of its beginning, from 1.
    pub fn at(&self) -> (usize, usize) {
        (self.at.line().max(1) as usize, self.at.column().max(1) as usize)
    }

    /// Its text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar(value) => value.as_str(),
            _ => None,
        }
    }

    /// The entries of keys with values; none of anything else.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.kind {
            NodeKind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            NodeKind::List(items) => items,
            _ => &[],
        }
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Spanned { value, defined, .. } = Spanned::<NodeKind>::deserialize(deserializer)?;
        Ok(Self { at: defined, kind: value })
    }
}

impl<'de> Deserialize<'de> for NodeKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyKind)
    }
}

struct AnyKind;

impl<'de> Visitor<'de> for AnyKind {
    type Value = NodeKind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<NodeKind, E> {
        Ok(NodeKind::Scalar(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<NodeKind, E> {
        Ok(NodeKind::Scalar(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<NodeKind, E> {
        Ok(NodeKind::Scalar(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<NodeKind, E> {
        Ok(NodeKind::Scalar(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<NodeKind, E> {
        Ok(NodeKind::Scalar(value.into()))
    }

    fn visit_unit<E>(self) -> Result<NodeKind, E> {
        Ok(NodeKind::Scalar(Value::Null))
    }

    fn visit_none<E>(self) -> Result<NodeKind, E> {
        Ok(NodeKind::Scalar(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<NodeKind, D::Error> {
        deserializer.deserialize_any(AnyKind)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<NodeKind, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(NodeKind::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NodeKind, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(NodeKind::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn every_key_and_value_knows_its_place() {
        let text = "a: &x { b: [1, two] }\nc: *x\n\"d e\": 03\n";
        let node: Node = parse("f.yaml", text).unwrap();
        let list = node.get("a").and_then(|a| a.get("b")).unwrap();
        assert_eq!(list.items()[1].at(), (1, 16));
        assert_eq!(list.items()[1].text(), Some("two"));
        assert_eq!(node.entries()[2].0.at(), (3, 1));
        assert_eq!(node.get("d e").unwrap().text(), Some("03"));
        let aliased = node.get("c").and_then(|c| c.get("b")).unwrap();
        assert_eq!(aliased.items()[1].at(), (1, 16), "a mistake behind an alias stands at the anchor");
    }
}
