//! How sure a damaged text makes one of its rows and clauses.

use super::model::Standard;
use super::table::Row;
use crate::id::Certainty;

impl Standard {
    /// How sure the text makes one of the row or clause with this local id.
    pub fn certainty(&self, local: &str) -> Certainty {
        match self.row(local) {
            Some((_, row)) => row.certainty(),
            None => {
                let stated = self.clause(local).map(|clause| clause.certainty).unwrap_or_default();
                // Of an answer nothing can be read before its return code is found.
                let read = self.operations.iter().filter(|operation| operation.requirements.output == local);
                let codes = read.filter_map(|operation| self.answer_row(&operation.response, &self.envelope.code));
                codes.map(Row::certainty).fold(stated, Ord::min)
            }
        }
    }

    /// The row of an answer that a JSON pointer names.
    fn answer_row(&self, response: &str, pointer: &str) -> Option<&Row> {
        let mut names = pointer.split('/').skip(1);
        let first = self.table(response)?.row(names.next()?)?;
        names.try_fold(first, |row, name| self.table(&row.members.as_ref()?.value)?.row(name))
    }
}
