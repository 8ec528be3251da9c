//! Credentials that a standard lets both sides compute.

use serde::Deserialize;

/// The account that a request names beside its credential.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRule {
    /// Request member.
    pub field: String,
    /// Name under `credentials:` of a target file.
    pub name: String,
    /// Another party's account, under the same key of a target file.
    pub foreign: String,
}

/// How a credential is computed, unless the target file gives it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComputedRule {
    /// The digest, written as lower-case hexadecimal.
    pub digest: DigestName,
    /// What is digested: these texts in a row, with nothing between them.
    pub of: Vec<Ingredient>,
    /// How the day is written.
    pub day: DayForm,
    /// Where the day begins.
    pub zone: DayZone,
}

/// A digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DigestName {
    /// SM3.
    Sm3,
}

/// What goes into a computed credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ingredient {
    /// The account.
    Account,
    /// The day of the request.
    Day,
}

/// How a day is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum DayForm {
    /// Eight digits.
    #[serde(rename = "yyyyMMdd")]
    EightDigits,
}

/// Where a day begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum DayZone {
    /// China, eight hours ahead of UTC.
    #[serde(rename = "Asia/Shanghai")]
    Shanghai,
}

impl DayZone {
    /// Hours by which it is ahead of UTC.
    pub fn hours(self) -> i8 {
        match self {
            Self::Shanghai => 8,
        }
    }
}
