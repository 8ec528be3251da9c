//! How requests prove who sends them.

use serde::Deserialize;

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
    /// The member that names the party, where it is another one.
    #[serde(default)]
    pub account: Option<AccountRule>,
    /// How the credential is computed when a target file does not give it.
    #[serde(default)]
    pub computed: Option<Computed>,
}

/// Which member names the party that sends a request.
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

/// A credential that anyone can compute: the digest, in lower-case hex, of parts put one behind the other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Computed {
    /// The digest.
    pub digest: Digest,
    /// The parts, in order.
    pub of: Vec<CredentialPart>,
    /// How the day is written.
    pub day: DayPattern,
    /// The time zone of the day, an IANA name.
    pub zone: String,
}

/// A digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Digest {
    /// GB/T 32905.
    Sm3,
}

/// A part of what is digested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialPart {
    /// The account.
    Account,
    /// Today.
    Day,
}

/// How a day is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum DayPattern {
    /// Eight digits.
    #[serde(rename = "yyyyMMdd")]
    Basic,
}
