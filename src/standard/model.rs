//! The model of a standard: what `schemas/<standard>/` says, as Rust types.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::Value;

use super::clause::Clause;
use super::credential::{AccountRule, ComputedRule};
use super::fitting::Fitting;
use super::form::{Form, FormRule, FormWords};
use super::gateway::GatewayRules;
use super::reading::Reading;
use super::table::{CodeList, Kind, Row, Table};
use crate::id::{RequirementId, Text};
use crate::yaml;

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
    /// Loaded, listed and explained, not yet run.
    #[serde(default)]
    pub draft: bool,
    /// Roles that can be judged.
    pub roles: Vec<Role>,
    /// How request bodies are written. This and what follows, up to the operations, is left out where none is called.
    #[serde(default)]
    pub encoding: Encoding,
    /// The text does not say how bodies are written: the target file has to.
    #[serde(default)]
    pub encoding_unstated: bool,
    /// `Content-Type` of requests.
    #[serde(default)]
    pub media_type: String,
    /// Media types that answers may have.
    #[serde(default)]
    pub answer_media_types: Vec<String>,
    /// The shape that every answer shares.
    #[serde(default)]
    pub envelope: Envelope,
    /// Who authenticates how.
    #[serde(default)]
    pub credential: CredentialRule,
    /// Operations, in the order of the text; none where nothing is called.
    #[serde(default)]
    pub operations: Vec<Operation>,
    /// Binding clauses that are no table row.
    pub clauses: Vec<Clause>,
    /// Forms that somebody fills in.
    #[serde(default)]
    pub forms: Vec<Form>,
    /// What holds between tables and forms.
    #[serde(default)]
    pub form_rules: Vec<FormRule>,
    /// Words that say nothing, or the contrary, in forms.
    #[serde(default)]
    pub form_words: FormWords,
    /// What it rules about a gateway in front of services, if it does.
    #[serde(default)]
    pub gateway: Option<GatewayRules>,
    /// What was said where the text leaves something open, if anything was.
    #[serde(skip)]
    pub fitting: Option<Fitting>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// One JSON object.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded` in UTF-8.
    Form,
}

impl Encoding {
    /// The name used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Form => "form",
        }
    }
}

/// The shape that every answer shares.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// JSON pointer of the return code.
    pub code: String,
    /// The code of success.
    pub success: Value,
    /// Codes of failure by what they mean: `parameter`, `business`, `system` ...
    pub failures: BTreeMap<String, Value>,
    /// Codes by which an operation says that nothing was found.
    #[serde(default)]
    pub empty: Vec<Value>,
    /// JSON pointer of the message.
    pub message: String,
    /// The table of return codes whose labels are the texts of messages.
    #[serde(default)]
    pub messages: Option<String>,
    /// The texts of messages, where the text lists one for success and one for all failures.
    #[serde(default)]
    pub texts: Option<Texts>,
    /// Names under which implementations are known to send the message instead.
    #[serde(default)]
    pub message_lookalikes: Vec<String>,
    /// JSON pointer of the payload.
    pub data: String,
}

/// The two texts that messages have.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Beside the code of success.
    pub success: String,
    /// Beside every other code.
    pub failure: String,
}

/// How a request proves who sends it.
#[derive(Debug, Clone, Default, Deserialize)]
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
    /// Path below the base URL; left out where the text shows none and the target file has to give it.
    #[serde(default)]
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

impl Standard {
    /// The standard with its tables: in the order of the text, rows given the codes of the tables that they refer to.
    pub fn with_tables(mut self, mut tables: Vec<Table>) -> Self {
        tables.sort_by_cached_key(|table| (natural(&table.clause), natural(&table.id)));
        let lists: BTreeMap<String, CodeList> = tables
            .iter()
            .filter(|table| table.kind == Kind::Codes)
            .map(|table| (table.id.clone(), table.codes()))
            .collect();
        let order: HashMap<String, usize> =
            tables.iter().enumerate().map(|(place, table)| (table.id.clone(), place)).collect();
        for row in tables.iter_mut().flat_map(|table| &mut table.rows) {
            row.members_at = row.members.as_ref().and_then(|members| order.get(&members.value).copied());
            let list = row.codes_from.as_ref().and_then(|from| lists.get(&from.value));
            row.table_codes = list.cloned().unwrap_or_default();
        }
        self.tables = tables;
        self
    }

    /// The text of the message that goes with a return code, where a table or a row lists texts.
    pub fn wording(&self, code: &str) -> Option<&str> {
        if let Some(listed) = self.envelope.messages.as_deref().and_then(|id| self.table(id)) {
            return listed.rows.iter().find(|row| row.name() == code).map(|row| row.label.as_str());
        }
        let texts = self.envelope.texts.as_ref()?;
        let success = self.envelope.success.as_str() == Some(code);
        Some(if success { &texts.success } else { &texts.failure })
    }

    /// Whether success has a message of its own, as failures have.
    pub fn words_success(&self) -> bool {
        self.envelope.messages.is_some() || self.envelope.texts.is_some()
    }

    /// The table with this local id.
    pub fn table(&self, id: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.id == id)
    }

    /// The table that lists the members of a row's object.
    pub fn members_of(&self, row: &Row) -> Option<&Table> {
        let id = &row.members.as_ref()?.value;
        let at = row.members_at.and_then(|place| self.tables.get(place));
        at.filter(|table| table.id == *id).or_else(|| self.table(id))
    }

    /// The operation with this name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.name == name)
    }

    /// The row with this local id, with its table: of the tables whose id begins it, the longest that has such a row.
    pub fn row(&self, local: &str) -> Option<(&Table, &Row)> {
        let dots = local.rmatch_indices('.').map(|(at, _)| at);
        let mut split = dots.filter_map(|at| Some((self.table(&local[..at])?, &local[at + 1..])));
        split.find_map(|(table, id)| Some((table, table.row_of_id(id)?)))
    }

    /// The local ids of all rows, in the order of the tables.
    pub fn row_ids(&self) -> impl Iterator<Item = String> {
        self.tables.iter().flat_map(|table| table.rows.iter().map(|row| table.local_id(row)))
    }

    /// The local id that is nearest to one that does not exist, for a suggestion.
    pub fn nearest_id(&self, wrong: &str) -> Option<String> {
        let ids: Vec<String> = self.row_ids().chain(self.clauses.iter().map(|clause| clause.id.clone())).collect();
        yaml::nearest(wrong, ids.iter().map(String::as_str)).map(str::to_owned)
    }

    /// The clause with this local id.
    pub fn clause(&self, local: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == local)
    }

    /// The id of a requirement of this standard.
    pub fn requirement(&self, local: &str) -> RequirementId {
        RequirementId::new(&self.id, local)
    }

    /// The file that states a row of a table, or what is no row: `schemas/<standard>/tables/T2.yaml`.
    pub fn file(&self, table: Option<&Table>) -> String {
        let below =
            table.map_or("standard.yaml", |table| table.file.split_once('/').map_or(&*table.file, |(_, rest)| rest));
        format!("schemas/{}/{below}", self.id)
    }

    /// The reading with this id.
    pub fn reading(&self, id: &str) -> Option<&Reading> {
        self.readings.iter().find(|reading| reading.id == id)
    }
}

/// Sorts `T2` before `T10`, and `F.1.5` before `F.1.10`.
fn natural(id: &str) -> Vec<(String, u64)> {
    let mut parts = Vec::new();
    let mut rest = id;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let end = rest[digits..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |length| digits + length);
        parts.push((rest[..digits].to_owned(), rest[digits..end].parse().unwrap_or(0)));
        rest = &rest[end..];
    }
    parts
}
