//! The rows that an operator applies to.

use super::freedom;
use crate::id::Aspect;
use crate::simulator::layout::Layout;
use crate::simulator::mutant::Mutant;
use crate::standard::{Kind, Row, Standard, Table};

/// What an operator looks for.
pub(super) struct Target {
    /// Name of the operator.
    pub(super) operator: &'static str,
    /// Requests or answers.
    pub(super) kind: Kind,
    /// The aspect that its mutants violate.
    pub(super) aspect: Aspect,
    /// The finding that a check would report; where a reading lets it pass there is no mutant.
    pub(super) finding: &'static str,
}

impl Target {
    /// A mutant for each row that `applies`, unless the aspect is not judged there or a reading leaves it free.
    pub(super) fn rows(&self, standard: &Standard, applies: impl Fn(&Row) -> bool) -> Vec<Mutant> {
        self.rows_of(standard, |_, row| applies(row))
    }

    /// The same, with the table that the row stands in.
    pub(super) fn rows_of(&self, standard: &Standard, applies: impl Fn(&Table, &Row) -> bool) -> Vec<Mutant> {
        let tables = standard.tables.iter().filter(|table| table.kind == self.kind);
        let rows = tables.flat_map(|table| table.members().map(move |row| (table, row)));
        rows.filter(|(table, row)| applies(table, row) && self.is_judged(standard, table, row))
            .map(|(table, row)| self.mutant(standard, table, row))
            .collect()
    }

    fn is_judged(&self, standard: &Standard, table: &Table, row: &Row) -> bool {
        let unjudged = table
            .disposition(row)
            .is_some_and(|disposition| disposition.aspects.is_empty() || disposition.aspects.contains(&self.aspect));
        !unjudged && !freedom::leaves_free(standard, table, row, self.aspect, self.finding)
    }

    fn mutant(&self, standard: &Standard, table: &Table, row: &Row) -> Mutant {
        let requirement = table.requirement(standard, row);
        Mutant {
            id: format!("{requirement}#{}/{}", self.aspect, self.operator),
            operator: self.operator,
            requirement,
            aspect: self.aspect,
            operation: table.operation.clone(),
        }
    }
}

/// Local ids of the rows that a pointer of the envelope names, one for each operation.
pub(super) fn envelope_rows(standard: &Standard, pointer: &str) -> Vec<String> {
    let layouts = Layout::all(standard);
    layouts.iter().filter_map(|layout| layout.answer_member(pointer)).map(|field| field.row.clone()).collect()
}

/// Whether a request row has to be there, always or under its condition.
pub(super) fn needed(row: &Row) -> bool {
    row.required() || row.semantics.required_when.is_some()
}
