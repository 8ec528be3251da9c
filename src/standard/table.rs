//! Tables: their kinds, their rows, the cells as printed and as read.

use std::sync::LazyLock;

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_saphyr::{Location, Spanned};

use super::cells::{Length, ValueType, declared_length};
use super::clause::{Disposition, DispositionKind};
use super::database::Database;
use super::model::Standard;
use super::semantics::Semantics;
use super::subject::Subject;
use crate::id::{Certainty, RequirementId};

/// Why a member without a name is not judged.
static NAMELESS: LazyLock<Disposition> = LazyLock::new(|| Disposition {
    kind: DispositionKind::NeedsDocument,
    aspects: Vec::new(),
    note: "文本缺字段名，可由目标文件的 names 给出".to_owned(),
});

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
    /// What its rows are.
    pub kind: Kind,
    /// The operation it belongs to; empty for tables that no message follows.
    #[serde(default)]
    pub operation: String,
    /// What gives its rows their ids.
    #[serde(default)]
    pub ids: Ids,
    /// Who sends the codes of a table that lists codes.
    #[serde(default)]
    pub codes_are: CodesAre,
    /// What its rows are judged on, where the kind does not say: codes that no message carries.
    #[serde(default, rename = "subject")]
    pub stated_subject: Option<Subject>,
    /// Why rows without a disposition of their own are not judged.
    #[serde(default)]
    pub disposition: Option<Disposition>,
    /// What a table of a database means beyond its columns.
    #[serde(default)]
    pub database: Option<Database>,
    /// Column headings as printed.
    pub columns: Vec<String>,
    /// Rows in printed order: every one is a requirement, not every one a member of a message.
    #[serde(deserialize_with = "in_order")]
    pub rows: Vec<Row>,
    /// The file it came from, as `T2.yaml` below the standard's `tables` folder.
    #[serde(skip)]
    pub file: String,
}

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Members sent by the caller.
    Request,
    /// Members answered by the provider.
    Response,
    /// Codes with their meanings.
    Codes,
    /// Columns of a database table.
    Database,
    /// Names of this standard beside those of another.
    Mapping,
    /// Cells of a form that somebody fills in.
    Form,
}

impl Kind {
    /// Whether the table describes what an operation sends or answers.
    pub fn is_message(self) -> bool {
        matches!(self, Self::Request | Self::Response)
    }
}

/// What gives the rows of a table their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ids {
    /// The ordinal: `T2.4`.
    #[default]
    Ordinal,
    /// The name as printed: `F.1.5.surface.name`.
    Name,
}

/// Who sends the codes of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodesAre {
    /// They are values of members.
    #[default]
    Sent,
    /// They are return codes of the envelope.
    Returned,
}

/// What a row is when it is no member of its table's message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// It says how names map.
    Mapping,
    /// It is printed with the request and is a member of the answer, whose table has it again.
    Output,
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
    /// Ordinal as printed, or counted from 1; left out where names are the ids.
    #[serde(default)]
    pub ordinal: Option<Spanned<u32>>,
    /// The ordinal, or the place among the rows, from 1.
    #[serde(skip)]
    pub position: u32,
    /// Name as printed, joined where it was broken.
    pub name: Spanned<String>,
    /// How sure the text is of what the row says, its name apart; left out where nothing is in doubt.
    #[serde(default, rename = "certainty")]
    pub stated_certainty: Option<Certainty>,
    /// The name that a target file gives where the text shows none, or only a part.
    #[serde(skip)]
    pub given_name: Option<String>,
    /// A target file says that there is no such object: its members stand in its place.
    #[serde(skip)]
    pub stands_open: bool,
    /// Chinese name as printed; empty where the cell is blank.
    #[serde(default)]
    pub label: String,
    /// The other standard's name, as printed beside this one.
    #[serde(default)]
    pub original: String,
    /// The group that the table puts the row in, as printed.
    #[serde(default)]
    pub category: String,
    /// What the row is when it is no member of the message.
    #[serde(default)]
    pub part: Option<Part>,
    /// Type as printed; empty where the table has no such column.
    #[serde(default = "blank", rename = "type")]
    pub printed_type: Spanned<String>,
    /// Length as printed; empty where the table has no such column.
    #[serde(default = "blank", rename = "length")]
    pub printed_length: Spanned<String>,
    /// `是`, `否`, `必填` or `非必填`, as printed; empty where the table has no such column.
    #[serde(default = "blank", rename = "required")]
    pub printed_required: Spanned<String>,
    /// Facts of the description, shortened.
    #[serde(default)]
    pub note: String,
    /// Codes as printed, with their labels.
    #[serde(default, rename = "codes")]
    pub printed_codes: CodeList,
    /// The table whose rows are the codes.
    #[serde(default)]
    pub codes_from: Option<Spanned<String>>,
    /// The codes of that table, once the standard is put together.
    #[serde(skip)]
    pub table_codes: CodeList,
    /// The table that lists the members of an object.
    #[serde(default)]
    pub members: Option<Spanned<String>>,
    /// Where that table stands among those of the standard, once it is loaded.
    #[serde(skip)]
    pub(super) members_at: Option<usize>,
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
    /// Full ids that it had in earlier editions.
    #[serde(default)]
    pub was: Vec<RequirementId>,
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
    /// `是` or `否`, `必填` or `非必填`.
    #[serde(default)]
    pub required: Option<Spanned<String>>,
    /// Codes added to the printed ones.
    #[serde(default)]
    pub codes: CodeList,
    /// Printed codes that nobody is asked to take: what they mean is lost.
    #[serde(default)]
    pub lost: Vec<String>,
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

fn blank() -> Spanned<String> {
    Spanned::new(String::new(), Location::UNKNOWN, Location::UNKNOWN)
}

/// Rows know their place, which is their number where no ordinal is printed.
fn in_order<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Row>, D::Error> {
    let mut rows = Vec::<Row>::deserialize(deserializer)?;
    for (row, counted) in rows.iter_mut().zip(1..) {
        row.position = row.ordinal.as_ref().map_or(counted, |ordinal| ordinal.value);
    }
    Ok(rows)
}

impl Row {
    /// The member's name: as a target file gives it, as read, as printed. Empty where nobody says it.
    pub fn name(&self) -> &str {
        self.given_name.as_deref().unwrap_or_else(|| self.written_name())
    }

    /// Whether anybody says what the member is called.
    pub fn is_named(&self) -> bool {
        !self.name().is_empty()
    }

    /// The type cell as read.
    fn type_cell(&self) -> &str {
        &self.read.as_ref().and_then(|read| read.value_type.as_ref()).unwrap_or(&self.printed_type).value
    }

    /// The type as read. An unknown notation, which the loader refuses, counts as unstated.
    pub fn value_type(&self) -> ValueType {
        self.type_cell().parse().unwrap_or(ValueType::Unstated)
    }

    /// The length as read, which a type such as `varchar(32)` may state. An unknown notation, which the loader refuses,
    /// counts as unstated.
    pub fn length(&self) -> Length {
        let cell = self.read.as_ref().and_then(|read| read.length.as_ref()).unwrap_or(&self.printed_length);
        match declared_length(self.type_cell()).filter(|_| cell.value.is_empty()) {
            Some(max) => Length { min: None, max: Some(max) },
            None => cell.value.parse().unwrap_or_default(),
        }
    }

    /// The length as printed.
    pub fn printed_length(&self) -> Length {
        self.printed_length.value.parse().unwrap_or_default()
    }

    /// Whether the member must be there, as read.
    pub fn required(&self) -> bool {
        let cell = self.read.as_ref().and_then(|read| read.required.as_ref()).unwrap_or(&self.printed_required);
        matches!(cell.value.as_str(), "是" | "必填")
    }

    /// The codes as read: the printed ones or those of the table that lists them, without those whose meaning is lost, then
    /// those that a reading adds.
    pub fn codes(&self) -> impl Iterator<Item = &(String, String)> {
        let added = self.read.iter().flat_map(|read| &read.codes.0);
        let is_known = |code: &&(String, String)| self.read.as_ref().is_none_or(|read| !read.lost.contains(&code.0));
        self.printed_codes.0.iter().chain(&self.table_codes.0).filter(is_known).chain(added)
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

    /// The local id of a row, `T2.4`; with its printed name where names are the ids, so that no reading changes it.
    pub fn local_id(&self, row: &Row) -> String {
        match self.ids {
            Ids::Ordinal => format!("{}.{}", self.id, row.position),
            Ids::Name => format!("{}.{}", self.id, row.name.value),
        }
    }

    /// The rows that are members of a message or columns of a record; the others are requirements alone.
    pub fn members(&self) -> impl DoubleEndedIterator<Item = &Row> {
        self.rows.iter().filter(|row| self.is_member(row))
    }

    fn is_member(&self, row: &Row) -> bool {
        let holds_values = self.kind.is_message() || matches!(self.kind, Kind::Database | Kind::Form);
        holds_values && row.part.is_none() && row.is_named()
    }

    /// The codes that a table of codes lists: names with labels.
    pub fn codes(&self) -> CodeList {
        CodeList(self.rows.iter().map(|row| (row.name().to_owned(), row.label.clone())).collect())
    }

    /// The member with this name, as read.
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.members().find(|row| row.name() == name)
    }

    /// Looks members up by name, fastest in the order of the table.
    pub fn lookup<'t>(&'t self) -> impl FnMut(&str) -> Option<&'t Row> {
        let mut at = 0;
        move |name| {
            let (before, after) = self.rows.split_at_checked(at)?;
            let is_it = |row: &Row| row.name() == name && self.is_member(row);
            let place = match after.iter().position(is_it) {
                Some(place) => at + place,
                None => before.iter().position(is_it)?,
            };
            at = place + 1;
            self.rows.get(place)
        }
    }

    /// The row whose local id is the table's and this.
    pub(super) fn row_of_id(&self, id: &str) -> Option<&Row> {
        match self.ids {
            Ids::Name => self.rows.iter().find(|row| row.name.value == id),
            Ids::Ordinal => {
                let ordinal: u32 = id.parse().ok()?;
                self.rows.iter().find(|row| row.position == ordinal)
            }
        }
    }

    /// Why a row is not judged: that nobody says its name, its own disposition, or that of the whole table.
    pub fn disposition<'t>(&'t self, row: &'t Row) -> Option<&'t Disposition> {
        if self.kind.is_message() && row.part.is_none() && !row.is_named() {
            return Some(&NAMELESS);
        }
        row.disposition.as_ref().or(self.disposition.as_ref())
    }
}
