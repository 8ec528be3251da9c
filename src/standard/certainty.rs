//! How much a text says: damaged texts show some rows whole, let others be guessed, and of others show that they exist.

use serde::{Deserialize, Serialize};

use super::model::Standard;
use super::table::Row;

/// How sure a text makes one of a row or a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The text shows that there is something, and not what: nothing can be tested.
    Unknown,
    /// It follows from what stands around it, or from kindred texts: a deviation is a warning at most.
    Implied,
    /// The text says so: a deviation can fail.
    #[default]
    Certain,
}

impl Certainty {
    /// The name used in files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Implied => "implied",
            Self::Certain => "certain",
        }
    }

    /// Whether the text says so.
    pub fn is_certain(&self) -> bool {
        *self == Self::Certain
    }
}

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
