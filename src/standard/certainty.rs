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

impl Row {
    /// The name that a reading supplies because the text shows none, or only its beginning.
    pub fn guessed_name(&self) -> Option<&str> {
        let read = self.read.as_ref()?.name.as_deref()?;
        let printed = self.name.value.as_str();
        (read.len() > printed.len() && read.starts_with(printed)).then_some(read)
    }

    /// The member's name as read, as printed: what a target file says is left aside.
    pub fn written_name(&self) -> &str {
        self.read.as_ref().and_then(|read| read.name.as_deref()).unwrap_or(&self.name.value)
    }

    /// Whether the text leaves the name to the target file.
    pub fn has_open_name(&self) -> bool {
        let unread = self.read.as_ref().map_or(&self.name.value, |read| read.name.as_ref().unwrap_or(&self.name.value));
        self.part.is_none() && (unread.is_empty() || self.guessed_name().is_some())
    }

    /// How sure the text makes one of the row: a name that is only read makes it implied, one that nobody says unknown.
    /// With the target file's name there is something to look for even where the text shows nothing else.
    pub fn certainty(&self) -> Certainty {
        let stated = self.stated_certainty.unwrap_or_default();
        match (&self.given_name, self.guessed_name()) {
            (Some(_), _) => stated.max(Certainty::Implied),
            (None, Some(_)) => stated.min(Certainty::Implied),
            (None, None) if !self.is_named() => Certainty::Unknown,
            (None, None) => stated,
        }
    }
}
