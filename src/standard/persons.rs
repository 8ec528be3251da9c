//! Which members are about persons.

use std::collections::BTreeSet;

use super::model::Standard;

impl Standard {
    /// The meanings of rows that carry personal data: target files lend records under these names.
    pub fn personal_fields(&self) -> BTreeSet<&str> {
        let rows = self.tables.iter().flat_map(|table| &table.rows).filter(|row| row.class.is_some());
        rows.filter_map(|row| row.semantics.field.as_deref()).collect()
    }

    /// The same and the names of the rows themselves.
    pub fn personal_names(&self) -> BTreeSet<&str> {
        let rows = self.tables.iter().flat_map(|table| &table.rows).filter(|row| row.class.is_some());
        rows.map(|row| row.name()).chain(self.personal_fields()).collect()
    }
}
