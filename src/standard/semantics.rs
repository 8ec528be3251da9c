//! What a row means: read by the generator of cases, the simulator's store and the mutant operators alike.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::database::CheckDigit;

/// The names that `format` may have; `schema::formats` says what each of them asks for.
pub const FORMAT_NAMES: [&str; 17] = [
    "date",
    "datetime",
    "six-digits",
    "identity-number",
    "s10",
    "region-name",
    "calendar-date",
    "padded-calendar-date",
    "licence-id",
    "url",
    "base64",
    "uscc",
    "trimmed",
    "host-port",
    "network-address",
    "mobile",
    "mail",
];

/// The meaning of a row; every key is optional. The table in `schemas/README.md` explains each.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Semantics {
    /// How a valid synthetic value is made.
    pub value: Option<ValueClass>,
    /// A fixture of the cases that gives the value, for example `region.city`; it goes before `value`.
    pub fixture: Option<String>,
    /// The fixture that gives the value when the member of `required_when` has the value named by the key.
    pub fixture_by: BTreeMap<String, String>,
    /// The shape of the value, one of [`FORMAT_NAMES`].
    pub format: Option<String>,
    /// The format holds only when a sibling member has this value.
    pub format_when: Option<FormatWhen>,
    /// The row carries the credential.
    pub credential: bool,
    /// The record field that the row writes, shows or filters by.
    pub field: Option<String>,
    /// The row filters records by `field`.
    pub filter: Option<Filter>,
    /// What an empty text means, where a reading says so.
    pub empty: Option<Empty>,
    /// The row names one record by `field`.
    pub key: bool,
    /// The row's part in paging.
    pub paging: Option<Paging>,
    /// The value taken when the one sent is below 1.
    pub default: Option<i64>,
    /// JSON pointer into the request whose value the answer repeats.
    pub echo: Option<String>,
    /// The platform makes the value.
    pub generated: bool,
    /// No two records share the value.
    pub unique: bool,
    /// When an optional row is needed all the same.
    pub required_when: Option<RequiredWhen>,
    /// When a row that is starred may be left empty all the same.
    pub waived_when: Option<RequiredWhen>,
    /// Somebody else fills the cell in: it is handed in empty.
    pub office_use: bool,
    /// The cell has several values, one a line or with a comma between, each of the format.
    pub several: bool,
    /// Of the listed codes no more than one may be chosen.
    pub exclusive: bool,
    /// The text names one of these words and no other of them.
    pub one_word_of: Vec<String>,
    /// What is printed in the cell or beside it: left there, it fills nothing in.
    pub printed: Vec<String>,
    /// A word that says that there is nothing is an answer here.
    pub none_answers: bool,
    /// What the text begins with.
    pub starts: Option<String>,
    /// What the text begins with, in which `{F1.2}` stands for another cell of the form.
    pub template: Option<String>,
    /// The row's part in a directory tree.
    pub tree: Option<Tree>,
    /// The numbers that exist.
    pub range: Option<Range>,
    /// The code that a refusal of this row should carry.
    pub refusal: Option<Refusal>,
    /// JSON pointer of the list in the answer whose length the value is.
    pub count_of: Option<String>,
    /// The listed codes are the same in either case.
    pub case_insensitive: bool,
    /// Of a column: the regular expression that the whole value matches.
    pub pattern: Option<String>,
    /// Of a column: the regular expression of values that exist, as far as it is known which do.
    pub known: Option<String>,
    /// Of a column: which check digit a value carries.
    pub check_digit: Option<CheckDigit>,
    /// Callers send it though it is optional and filters: the base request carries it.
    pub usual: bool,
}

/// How a synthetic value is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueClass {
    /// Carries the run's marker, by which an operator can find and purge what a run created.
    Marker,
    /// A short synthetic text.
    Word,
    /// A synthetic person's name.
    PersonName,
    /// A mobile number in an invented range.
    Phone,
    /// The name of a region.
    RegionName,
    /// The six-digit code of a region.
    RegionCode,
    /// A synthetic street address.
    Address,
    /// A six-digit postcode.
    Postcode,
    /// A citizen number of an impossible region, with a valid check digit.
    IdentityNumber,
    /// A number.
    Number,
    /// A calendar day.
    Date,
    /// The account of the target file.
    Account,
    /// A short reason for asking.
    Use,
}

/// How a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filter {
    /// Equal texts.
    Exact,
    /// The record's text contains the one sent.
    Contains,
    /// The record's day is that day or later.
    From,
    /// The record's day is that day or earlier.
    Until,
}

/// What an empty text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Empty {
    /// As if the filter had not been sent.
    NoFilter,
    /// Accepted or refused, either is right.
    Either,
    /// To be refused.
    Refuse,
}

/// A part in paging.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paging {
    /// Number of the page, from 1.
    Page,
    /// Records a page.
    Size,
    /// Records that match in all.
    Total,
    /// The records of this page.
    Items,
}

/// A part in a directory tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tree {
    /// Depth, from 1.
    Level,
    /// Code of the node above.
    Parent,
    /// Code of the node.
    Code,
    /// Name of the node.
    Name,
}

/// The format holds only when the sibling `member` equals `equals`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormatWhen {
    /// Name of the sibling member.
    pub member: String,
    /// Its value.
    pub equals: Value,
}

/// The row is needed, or waived, when the sibling `member` has one of these values, or names none of these words.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredWhen {
    /// Name of the sibling member.
    pub member: String,
    /// Its values.
    #[serde(rename = "in", default)]
    pub values: Vec<Value>,
    /// Words of which its text has none.
    #[serde(default)]
    pub lacks: Vec<String>,
}

/// Numbers from `min` to `max`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The smallest.
    pub min: i64,
    /// The largest.
    pub max: i64,
}

/// The code that a refusal should carry.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The return code.
    pub code: Value,
    /// Whether another failure code is itself a failure, not a warning.
    #[serde(default)]
    pub strict: bool,
}
