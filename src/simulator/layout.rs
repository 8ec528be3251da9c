//! Tables compiled into trees, one for each request and answer, so that a call parses no cell.

use serde_json::Value;

use super::operators::freedom::leaves_free;
use crate::id::Aspect;
use crate::standard::{Length, Operation, Row, Semantics, Standard, Table, ValueClass, ValueType};

/// Tables nest no deeper than this; a table that contains itself ends here.
const MAX_DEPTH: usize = 8;

/// One row, ready for use.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// Local id of the row, `T2.4`.
    pub(crate) row: String,
    /// Name as read.
    pub(crate) name: String,
    /// Type as read.
    pub(crate) value_type: ValueType,
    /// Whether the row is marked as required.
    pub(crate) required: bool,
    /// Length as read.
    pub(crate) length: Length,
    /// Listed codes as a message carries them.
    pub(crate) codes: Vec<Value>,
    /// Readings let a code pass that is not listed, or a text of another shape: what comes is looked at as it stands.
    pub(crate) takes: Takes,
    /// Meaning.
    pub(crate) semantics: Semantics,
    /// Members of an object or of the objects of an array.
    pub(crate) members: Vec<Field>,
}

/// What a request may have in a row besides what the row asks for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Takes {
    /// Codes that are not listed.
    pub(crate) any_code: bool,
    /// Texts of another shape.
    pub(crate) any_shape: bool,
}

impl Takes {
    fn of(standard: &Standard, table: &Table, row: &Row) -> Self {
        let free = |aspect, finding| leaves_free(standard, table, row, aspect, finding);
        Self {
            any_code: row.has_codes() && free(Aspect::Code, "unlisted-accepted"),
            any_shape: row.semantics.format.is_some() && free(Aspect::Format, "misformatted-accepted"),
        }
    }
}

impl Field {
    /// Whether the row says who sends the request: the credential, or the account that goes with it.
    pub(crate) fn names_sender(&self) -> bool {
        self.semantics.credential || self.semantics.value == Some(ValueClass::Account)
    }
}

/// One operation with its two trees.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// The operation.
    pub(crate) operation: Operation,
    /// Members of the request.
    pub(crate) request: Vec<Field>,
    /// Members of the answer.
    pub(crate) response: Vec<Field>,
}

impl Layout {
    /// The layouts of a standard's operations, in the order of the text.
    pub(crate) fn all(standard: &Standard) -> Vec<Self> {
        let compile = |operation: &Operation| Self {
            request: fields(standard, &operation.request, 0),
            response: fields(standard, &operation.response, 0),
            operation: operation.clone(),
        };
        standard.operations.iter().map(compile).collect()
    }

    /// The member of the answer that a JSON pointer names.
    pub(crate) fn answer_member(&self, pointer: &str) -> Option<&Field> {
        let mut names = pointer.split('/').skip(1);
        let first = names.next()?;
        let mut field = self.response.iter().find(|field| field.name == first)?;
        for name in names {
            field = field.members.iter().find(|field| field.name == name)?;
        }
        Some(field)
    }
}

fn fields(standard: &Standard, table: &str, depth: usize) -> Vec<Field> {
    let Some(table) = standard.table(table).filter(|_| depth < MAX_DEPTH) else { return Vec::new() };
    table
        .members()
        .map(|row| Field {
            row: table.local_id(row),
            name: row.name().to_owned(),
            value_type: row.value_type(),
            required: row.required(),
            length: row.length(),
            codes: row.codes().map(|(code, _)| row.code_value(code)).collect(),
            takes: Takes::of(standard, table, row),
            semantics: row.semantics.clone(),
            members: row.members.as_ref().map_or_else(Vec::new, |id| fields(standard, &id.value, depth + 1)),
        })
        .collect()
}
