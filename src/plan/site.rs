//! Where the rows of an operation's tables stand in a message.

use crate::standard::{Operation, Row, Standard, Table, ValueType};

/// A row at its place in a request or an answer.
#[derive(Debug, Clone)]
pub struct Site<'s> {
    /// Its table.
    pub table: &'s Table,
    /// The row.
    pub row: &'s Row,
    /// JSON pointer; the first item stands for every item of a list.
    pub pointer: String,
    /// Whether a valid base request carries it.
    pub in_base: bool,
}

impl Site<'_> {
    /// Local id of the requirement.
    pub fn local(&self) -> String {
        self.table.local_id(self.row)
    }
}

/// All rows of an operation's request, outer rows before inner ones.
pub fn sites<'s>(standard: &'s Standard, operation: &'s Operation) -> Vec<Site<'s>> {
    below(standard, &operation.request)
}

/// All rows of an operation's answer, outer rows before inner ones.
pub fn answer_sites<'s>(standard: &'s Standard, operation: &'s Operation) -> Vec<Site<'s>> {
    below(standard, &operation.response)
}

fn below<'s>(standard: &'s Standard, table: &str) -> Vec<Site<'s>> {
    let mut found = Vec::new();
    if let Some(table) = standard.table(table) {
        collect(standard, table, "", 0, &mut found);
    }
    found
}

/// Tables nest a few levels deep; a table that leads back to itself ends here.
const DEEPEST: usize = 8;

fn collect<'s>(standard: &'s Standard, table: &'s Table, prefix: &str, depth: usize, found: &mut Vec<Site<'s>>) {
    for row in table.members() {
        let pointer = format!("{prefix}/{}", row.name());
        found.push(Site { table, row, pointer: pointer.clone(), in_base: in_base(row) });
        let members = row.members.as_ref().and_then(|members| standard.table(&members.value));
        if let (Some(members), true) = (members, depth < DEEPEST) {
            let inner = if row.value_type() == ValueType::Objects { format!("{pointer}/0") } else { pointer };
            collect(standard, members, &inner, depth + 1, found);
        }
    }
}

/// An optional row that filters or depends on another member changes what is asked for; the base leaves it out, unless
/// callers usually send it.
pub(super) fn in_base(row: &Row) -> bool {
    let semantics = &row.semantics;
    let changes = semantics.filter.is_some() || semantics.required_when.is_some() || semantics.tree.is_some();
    row.required() || semantics.usual || !changes
}
