//! What fixtures give to the cases.

use crate::yaml::Node;

/// The variables of a fixture.
pub(super) struct Gives {
    /// Its name.
    pub name: String,
    /// Names of its values; none where the target file alone knows them.
    values: Option<Vec<String>>,
}

impl Gives {
    /// What an item of `fixtures` gives: its values, else the members that it states, else those of its fallback.
    pub fn of(fixture: &Node) -> Option<Self> {
        let keys = |node: &Node| node.entries().iter().filter_map(|(key, _)| key.text()).map(str::to_owned).collect();
        let texts = |node: &Node| node.items().iter().filter_map(Node::text).map(str::to_owned).collect();
        let values = fixture.get("values").map(keys);
        let values = values.or_else(|| fixture.get("members").map(texts)).or_else(|| fixture.get("fallback").map(keys));
        Some(Self { name: fixture.get("name")?.text()?.to_owned(), values })
    }

    /// Whether it has a value of this name, as far as that is known.
    pub fn gives(&self, value: &str) -> bool {
        self.values.as_ref().is_none_or(|values| values.iter().any(|name| name == value))
    }

    /// Its variables.
    pub fn variables(&self) -> Vec<String> {
        self.values.iter().flatten().map(|value| format!("{}.{value}", self.name)).collect()
    }
}
