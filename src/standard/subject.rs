//! What can be judged by a standard: a service that is called, and what is handed in instead.

use serde::Deserialize;

use super::clause::Clause;
use super::model::Standard;
use super::table::{Kind, Table};

/// What a requirement is judged on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A service, which is called.
    #[default]
    Service,
    /// Rows of a database table.
    Data,
    /// A form that somebody filled in.
    Form,
    /// The dossier of an access plan.
    Dossier,
}

impl Subject {
    /// Every subject.
    pub const ALL: [Subject; 4] = [Self::Service, Self::Data, Self::Form, Self::Dossier];

    /// The name used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Data => "data",
            Self::Form => "form",
            Self::Dossier => "dossier",
        }
    }

    /// The command that judges it.
    pub fn command(self) -> &'static str {
        match self {
            Self::Service => "run",
            Self::Data => "judge data",
            Self::Form => "judge form",
            Self::Dossier => "judge dossier",
        }
    }
}

impl Table {
    /// What its rows are judged on.
    pub fn subject(&self) -> Subject {
        match self.kind {
            Kind::Database => Subject::Data,
            Kind::Form => Subject::Form,
            Kind::Request | Kind::Response | Kind::Codes | Kind::Mapping => self.stated_subject.unwrap_or_default(),
        }
    }
}

impl Standard {
    /// Whether it has operations that a run calls.
    pub fn is_called(&self) -> bool {
        !self.operations.is_empty()
    }

    /// What the requirement with this local id is judged on; none for one that does not exist.
    pub fn subject_of(&self, local: &str) -> Option<Subject> {
        let row = || self.row(local).map(|(table, _)| table.subject());
        row().or_else(|| self.clause(local).map(|clause| clause.subject))
    }

    /// Whether it asks for what is seen in the calls of other standards.
    pub fn is_probed(&self) -> bool {
        self.clauses.iter().any(|clause| clause.probe.is_some())
    }

    /// Whether it says anything about a subject.
    pub fn has_subject(&self, subject: Subject) -> bool {
        self.subjects().contains(&subject)
    }

    /// What can be judged by it, in the order of [`Subject::ALL`].
    pub fn subjects(&self) -> Vec<Subject> {
        let clauses = self.clauses.iter().filter(|clause| clause.disposition.is_none());
        let clauses = clauses.map(|clause: &Clause| clause.subject);
        // A table of codes is judged with the rows that carry the codes.
        let tables = self.tables.iter().filter(|table| !matches!(table.kind, Kind::Codes | Kind::Mapping));
        let named: Vec<Subject> = clauses.chain(tables.map(Table::subject)).collect();
        Subject::ALL.into_iter().filter(|subject| named.contains(subject)).collect()
    }
}
