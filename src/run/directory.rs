//! Where each requirement of a standard belongs, looked up once.

use std::collections::HashMap;

use super::settle::operation_of;
use crate::id::{Certainty, RequirementId};
use crate::standard::Standard;

/// The requirements of a standard by their local ids.
#[derive(Debug)]
pub(super) struct Directory<'s> {
    standard: &'s Standard,
    entries: HashMap<String, Entry<'s>>,
}

/// What verdicts about a requirement say of it.
#[derive(Debug, Clone)]
pub(super) struct Entry<'s> {
    pub requirement: RequirementId,
    pub operation: &'s str,
    pub certainty: Certainty,
}

impl<'s> Directory<'s> {
    pub fn of(standard: &'s Standard) -> Self {
        let clauses = standard.clauses.iter().map(|clause| clause.id.clone());
        let rows = standard.tables.iter().flat_map(|table| table.rows.iter().map(|row| table.local_id(row)));
        let entries = clauses.chain(rows).map(|local| {
            let entry = entry(standard, &local);
            (local, entry)
        });
        Self { standard, entries: entries.collect() }
    }

    pub fn entry(&self, local: &str) -> Entry<'s> {
        self.entries.get(local).cloned().unwrap_or_else(|| entry(self.standard, local))
    }
}

fn entry<'s>(standard: &'s Standard, local: &str) -> Entry<'s> {
    Entry {
        requirement: standard.requirement(local),
        operation: operation_of(standard, local),
        certainty: standard.certainty(local),
    }
}
