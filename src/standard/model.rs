//! The model of a standard: what `schemas/<standard>/` says, as Rust types.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_saphyr::Spanned;

use super::cells::{Length, ValueType};
use super::credential::{AccountRule, ComputedRule};
use super::reading::Reading;
use super::semantics::Semantics;
use crate::id::{Aspect, RequirementId, Text};

/// One standard, whole.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// Folder name and first part of every requirement id.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Edition, as printed.
    pub edition: String,
    /// Roles that can be judged.
    pub roles: Vec<Role>,
    /// How request bodies are written.
    pub encoding: Encoding,
    /// `Content-Type` of requests.
    pub media_type: String,
    /// Media types that answers may have.
    pub answer_media_types: Vec<String>,
    /// The shape that every answer shares.
    pub envelope: Envelope,
    /// Who authenticates how.
    pub credential: CredentialRule,
    /// Operations, in the order of the text.
    pub operations: Vec<Operation>,
    /// Binding clauses that are no table row.
    pub clauses: Vec<Clause>,
    /// Tables by number, in the order of the text.
    #[serde(skip)]
    pub tables: Vec<Table>,
    /// The standard's own readings first, then those that hold for every standard.
    #[serde(skip)]
    pub readings: Vec<Reading>,
}

/// Who is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Answers requests.
    Provider,
    /// Sends requests.
    Caller,
}

/// How a request body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// One JSON object.
    Json,
    /// `application/x-www-form-urlencoded` in UTF-8.
    Form,
}

/// The shape that every answer shares.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// JSON pointer of the return code.
    pub code: String,
    /// The code of success.
    pub success: Value,
    /// Codes of failure by what they mean: `parameter`, `business`, `system` ...
    pub failures: BTreeMap<String, Value>,
    /// JSON pointer of the message.
    pub message: String,
    /// Names under which implementations are known to send the message instead.
    #[serde(default)]
    pub message_lookalikes: Vec<String>,
    /// JSON pointer of the payload.
    pub data: String,
}

/// How a request proves who sends it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialRule {
    /// Request member.
    pub field: String,
    /// Name under `credentials:` of a target file.
    pub name: String,
    /// Another party's credential, under the same key of a target file.
    pub foreign: String,
    /// The account that goes with it.
    #[serde(default)]
    pub account: Option<AccountRule>,
    /// How it is computed, unless the target file gives it.
    #[serde(default)]
    pub computed: Option<ComputedRule>,
}

impl CredentialRule {
    /// The names that a target file may give under `credentials:`.
    pub fn names(&self) -> Vec<&str> {
        let account = self.account.iter().flat_map(|account| [account.name.as_str(), account.foreign.as_str()]);
        [self.name.as_str(), self.foreign.as_str()].into_iter().chain(account).collect()
    }
}

/// What an operation does to the target's records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It only reads.
    Read,
    /// It creates records.
    Create,
}

/// One operation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Name, the last part of its path.
    pub name: String,
    /// Clause.
    pub clause: String,
    /// Title.
    pub title: Text,
    /// HTTP method.
    pub method: String,
    /// Path below the base URL.
    pub path: String,
    /// The text states no path: this one is inferred.
    #[serde(default)]
    pub path_inferred: bool,
    /// What it does to records.
    pub effect: Effect,
    /// Id of the request table.
    pub request: String,
    /// Id of the response table.
    pub response: String,
    /// The value of `data` that means "nothing found"; absent where nothing can be not found.
    #[serde(default, deserialize_with = "present")]
    pub empty_result: Option<Value>,
    /// Clauses that wire checks report under.
    pub requirements: WireRequirements,
}

fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Clauses that wire checks report under.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WireRequirements {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The request body.
    pub input: String,
    /// The answer.
    pub output: String,
}

/// A binding clause that is no table row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Local id: its number, with a letter for a list item.
    pub id: String,
    /// The operation it belongs to; none when it holds for the whole standard.
    #[serde(default)]
    pub operation: Option<String>,
    /// Title.
    pub title: Text,
    /// `must`, `should` or `may`.
    pub level: String,
    /// Roles that it binds.
    pub roles: Vec<Role>,
    /// What can be judged of it.
    pub aspects: Vec<Aspect>,
    /// It demands encryption in transit on this network.
    #[serde(default)]
    pub encrypted_on: Option<String>,
    /// Why no program can judge it.
    #[serde(default)]
    pub disposition: Option<Disposition>,
}

/// Why something is not judged.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disposition {
    /// The reason, from a closed list.
    pub kind: DispositionKind,
    /// The aspects concerned; all when left out.
    #[serde(default)]
    pub aspects: Vec<Aspect>,
    /// The reading or document.
    pub note: String,
}

/// The closed list of reasons for not judging something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DispositionKind {
    /// A reading says that it is not judged.
    Reading,
    /// It binds callers alone.
    CallerOnly,
    /// It is ruled by a document that was not supplied.
    NeedsDocument,
}

/// One table of a standard.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Local id, `T2`.
    pub id: String,
    /// Number as printed.
    pub number: String,
    /// Clause it stands in.
    pub clause: String,
    /// Caption as printed.
    pub caption: String,
    /// Whether its members are sent or answered.
    pub kind: Kind,
    /// The operation it belongs to.
    pub operation: String,
    /// Column headings as printed.
    pub columns: Vec<String>,
    /// Rows in printed order.
    pub rows: Vec<Row>,
    /// The file it came from, as `T2.yaml` below the standard's `tables` folder.
    #[serde(skip)]
    pub file: String,
}

/// Whether a table's members are sent or answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Sent by the caller.
    Request,
    /// Answered by the provider.
    Response,
}

/// Classes of personal data, masked when a target sends them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonalClass {
    /// A person's name.
    PersonName,
    /// A phone number.
    Phone,
    /// An identity number.
    IdentityNumber,
    /// A street address.
    Address,
}

/// One row of a table: the cells as printed, the cells as read, the meaning.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Ordinal as printed, or counted from 1.
    pub ordinal: Spanned<u32>,
    /// Name as printed, joined where it was broken.
    pub name: Spanned<String>,
    /// Chinese name as printed; empty where the cell is blank.
    #[serde(default)]
    pub label: String,
    /// Type as printed.
    #[serde(rename = "type")]
    pub printed_type: Spanned<String>,
    /// Length as printed.
    #[serde(rename = "length")]
    pub printed_length: Spanned<String>,
    /// `是` or `否`, as printed.
    #[serde(rename = "required")]
    pub printed_required: Spanned<String>,
    /// Facts of the description, shortened.
    #[serde(default)]
    pub note: String,
    /// Codes as printed, with their labels.
    #[serde(default, rename = "codes")]
    pub printed_codes: CodeList,
    /// The table that lists the members of an object.
    #[serde(default)]
    pub members: Option<Spanned<String>>,
    /// Personal data.
    #[serde(default)]
    pub class: Option<PersonalClass>,
    /// The cells as read, where they differ from the cells as printed.
    #[serde(default)]
    pub read: Option<ReadCell>,
    /// The meaning.
    #[serde(default)]
    pub semantics: Semantics,
    /// Conditions inside the description.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// Why an aspect is not judged.
    #[serde(default)]
    pub disposition: Option<Disposition>,
}

/// Codes with their labels, in printed order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CodeList(pub Vec<(String, String)>);

impl<'de> Deserialize<'de> for CodeList {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = CodeList;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map of quoted codes to labels")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<CodeList, A::Error> {
                let mut codes = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    codes.push(entry);
                }
                Ok(CodeList(codes))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// The cells as read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadCell {
    /// Name.
    #[serde(default)]
    pub name: Option<String>,
    /// Type notation.
    #[serde(default, rename = "type")]
    pub value_type: Option<Spanned<String>>,
    /// Length notation.
    #[serde(default)]
    pub length: Option<Spanned<String>>,
    /// `是` or `否`.
    #[serde(default)]
    pub required: Option<String>,
    /// Codes added to the printed ones.
    #[serde(default)]
    pub codes: CodeList,
    /// The readings that say so.
    pub by: Vec<String>,
}

/// A condition inside a description.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Row {
    /// The member's name as read.
    pub fn name(&self) -> &str {
        self.read.as_ref().and_then(|read| read.name.as_deref()).unwrap_or(&self.name.value)
    }

    /// The type as read. An unknown notation, which the loader refuses, counts as unstated.
    pub fn value_type(&self) -> ValueType {
        let cell = self.read.as_ref().and_then(|read| read.value_type.as_ref()).unwrap_or(&self.printed_type);
        cell.value.parse().unwrap_or(ValueType::Unstated)
    }

    /// The length as read. An unknown notation, which the loader refuses, counts as unstated.
    pub fn length(&self) -> Length {
        let cell = self.read.as_ref().and_then(|read| read.length.as_ref()).unwrap_or(&self.printed_length);
        cell.value.parse().unwrap_or_default()
    }

    /// Whether the member must be there, as read.
    pub fn required(&self) -> bool {
        self.read.as_ref().and_then(|read| read.required.as_deref()).unwrap_or(&self.printed_required.value) == "是"
    }

    /// The codes as read: the printed ones, then those that a reading adds.
    pub fn codes(&self) -> impl Iterator<Item = &(String, String)> {
        self.printed_codes.0.iter().chain(self.read.iter().flat_map(|read| &read.codes.0))
    }

    /// Whether the row lists codes.
    pub fn has_codes(&self) -> bool {
        self.codes().next().is_some()
    }

    /// A listed code as the JSON value that a message carries: a number where the row is one.
    pub fn code_value(&self, code: &str) -> Value {
        match (self.value_type(), code.parse::<i64>()) {
            (ValueType::Number, Ok(number)) => Value::from(number),
            _ => Value::from(code),
        }
    }
}

impl Table {
    /// The id of a row's requirement.
    pub fn requirement(&self, standard: &Standard, row: &Row) -> RequirementId {
        RequirementId::new(&standard.id, &self.local_id(row))
    }

    /// The local id of a row, `T2.4`.
    pub fn local_id(&self, row: &Row) -> String {
        format!("{}.{}", self.id, row.ordinal.value)
    }

    /// The row with this member name, as read.
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name() == name)
    }
}

impl Standard {
    /// The table with this local id.
    pub fn table(&self, id: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.id == id)
    }

    /// The operation with this name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.name == name)
    }

    /// The row with this local id, with its table.
    pub fn row(&self, local: &str) -> Option<(&Table, &Row)> {
        let (table, ordinal) = local.rsplit_once('.')?;
        let table = self.table(table)?;
        let ordinal: u32 = ordinal.parse().ok()?;
        table.rows.iter().find(|row| row.ordinal.value == ordinal).map(|row| (table, row))
    }

    /// The clause with this local id.
    pub fn clause(&self, local: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == local)
    }

    /// The id of a requirement of this standard.
    pub fn requirement(&self, local: &str) -> RequirementId {
        RequirementId::new(&self.id, local)
    }

    /// The reading with this id.
    pub fn reading(&self, id: &str) -> Option<&Reading> {
        self.readings.iter().find(|reading| reading.id == id)
    }
}
