//! An entry of `each`: variables that are put in when a file is read.

use serde_json::Value;

use crate::yaml::{Node, NodeKind};

/// The variables of one case of a file, with where they stand.
#[derive(Default)]
pub(super) struct Entry<'n> {
    pairs: Vec<(&'n str, &'n Node)>,
}

impl<'n> Entry<'n> {
    /// The variables of an item of `each`.
    pub fn of(item: &'n Node) -> Self {
        Self { pairs: item.entries().iter().filter_map(|(name, value)| Some((name.text()?, value))).collect() }
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &'n str> {
        self.pairs.iter().map(|(name, _)| *name)
    }

    /// Puts them into a text, as the reader of case files does.
    pub fn fill(&self, text: &str) -> String {
        self.pairs.iter().fold(text.to_owned(), |text, (name, value)| match value.kind() {
            NodeKind::Scalar(value) => text.replace(&format!("${{{name}}}"), &plain(value)),
            _ => text,
        })
    }

    /// The text of a key or a value, filled; none of what is no text.
    pub fn text(&self, node: &Node) -> Option<String> {
        match self.scalar(node)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// A scalar, filled: a text that is one variable takes its type.
    pub fn scalar(&self, node: &Node) -> Option<Value> {
        let NodeKind::Scalar(value) = node.kind() else { return None };
        let Some(text) = value.as_str() else { return Some(value.clone()) };
        let whole = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        let whole = whole.and_then(|name| self.pairs.iter().find(|(key, _)| *key == name));
        match whole.map(|(_, value)| value.kind()) {
            Some(NodeKind::Scalar(value)) => Some(value.clone()),
            _ => Some(Value::String(self.fill(text))),
        }
    }

    /// The nodes whose text is put into this one.
    pub fn sources(&self, node: &Node) -> Vec<&'n Node> {
        let Some(text) = node.text() else { return Vec::new() };
        let named = |name: &str| text.contains(&format!("${{{name}}}"));
        self.pairs.iter().filter(|(name, _)| named(name)).map(|(_, value)| *value).collect()
    }
}

/// A scalar as it stands inside a text.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
