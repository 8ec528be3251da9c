//! The catalogue that opens a stream: every requirement as printed, with what is done about it.

use serde::{Deserialize, Serialize};

use crate::id::{Aspect, Certainty, RequirementId, Text};

/// One requirement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CatalogueEntry {
    /// Its id.
    pub requirement: RequirementId,
    /// The operation it belongs to; empty when it holds for the whole standard.
    pub operation: String,
    /// The clause it stands in.
    pub clause: String,
    /// Short title: name and label of a row, title of a clause.
    pub title: Text,
    /// `must`, `should` or `may`.
    pub level: String,
    /// How sure the text makes one of it: what is implied warns at most, what is unknown cannot be tested.
    #[serde(default, skip_serializing_if = "Certainty::is_certain")]
    pub certainty: Certainty,
    /// The file that states it, as `schemas/<standard>/tables/T2.yaml`; empty in records of earlier versions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// The row's cells; absent for a clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cells: Option<Box<Cells>>,
    /// Readings that concern it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<String>,
    /// What is done about each of its aspects.
    pub aspects: Vec<EntryDisposition>,
    /// How many planned cases name it.
    pub cases: usize,
    /// Ids that it had in earlier editions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<RequirementId>,
}

/// The cells of a row as printed, but for the note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cells {
    /// Table, `T2`.
    pub table: String,
    /// Caption.
    pub caption: String,
    /// Ordinal.
    pub ordinal: u32,
    /// Name.
    pub name: String,
    /// Chinese name.
    pub label: String,
    /// Type.
    #[serde(rename = "type")]
    pub value_type: String,
    /// Length.
    pub length: String,
    /// `是`, `否`, `必填` or `非必填`; empty where the table has no such column.
    pub required: String,
    /// The other standard's name beside this one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub original: String,
    /// The group that the table puts the row in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// Codes with labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<(String, String)>,
    /// The table whose rows are the codes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub codes_from: String,
    /// What the remark says, in short and in our words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What is done about one aspect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryDisposition {
    /// The aspect.
    pub aspect: Aspect,
    /// `judged`, `not-applicable`, or a reason for not judging: `reading`, `caller-only`, `needs-document`, `restated`,
    /// `other-subject`, `draft`, `needs-data`.
    pub disposition: String,
    /// Why, in a few words; empty when judged. Of `other-subject` the command that judges it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}
