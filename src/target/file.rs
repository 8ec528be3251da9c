//! The target file as a person writes it.

use std::collections::BTreeMap;

use schemars::transform::{self, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_saphyr::Spanned;

use super::known::{Entries, Node};
use crate::standard::{Encoding, Environment, Role};

/// Who is tested, how to reach it, what it claims and what may be used and done there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Target file of zwfw-conform")]
pub(super) struct TargetFile {
    /// Name of the implementation, as reports show it.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// Who makes it.
    #[serde(default)]
    #[schemars(with = "String")]
    pub vendor: Option<Spanned<String>>,
    /// Its version. Quote it.
    #[serde(default)]
    #[schemars(with = "String")]
    pub version: Option<Spanned<String>>,
    /// What is tested, by the id of the standard.
    #[schemars(with = "BTreeMap<String, StandardFile>")]
    pub standards: Spanned<Entries<StandardFile>>,
}

/// The implementation of one standard.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Standard")]
pub(super) struct StandardFile {
    /// What it is judged as. Default: provider.
    #[serde(default)]
    #[schemars(with = "Role")]
    pub role: Option<Spanned<Role>>,
    /// The network that it serves. Default on loopback: lab. Elsewhere it must be given: plain HTTP is judged by it.
    #[serde(default)]
    #[schemars(with = "Network")]
    pub network: Option<Network>,
    /// Absolute http or https URL, without query; paths of the standard lie below it. `${env:NAME}` is expanded.
    #[schemars(with = "String")]
    pub base_url: Spanned<String>,
    /// Records that the run may create. Default: no limit on loopback, else 0.
    #[serde(default)]
    #[schemars(with = "u64")]
    pub max_creates: Option<u64>,
    /// Forbids everything that creates records.
    #[serde(default)]
    pub read_only: bool,
    /// Credentials by the names of the standard, each written as `${env:NAME}` unless the target is on loopback.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub credentials: Entries<Spanned<String>>,
    /// Data that is known to be there, in any shape. Quote codes and numbers. `${env:NAME}` is expanded. What needs
    /// data that is missing ends inconclusive.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Value>")]
    pub known: Option<Node>,
    /// Operations that it claims to implement. Default: all.
    #[serde(default)]
    #[schemars(with = "Vec<String>", length(min = 1))]
    pub operations: Option<Spanned<Vec<Spanned<String>>>>,
    /// Operations that it does not claim, each with the reason. Whatever `operations` leaves out belongs here.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub not_claimed: Entries<Spanned<String>>,
    /// Hosts other than that of `base_url` from which files may be got that its answers give addresses of.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub file_hosts: Vec<String>,
    /// Options of the standard that it claims.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub options: Vec<Spanned<String>>,
    /// Names of members that the text of the standard does not show, or only implies: by the id of the row (`T5.3`) or by
    /// the implied name (`AccountId`). Rows without a name are not tested.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub names: Entries<Spanned<String>>,
    /// Paths that differ from those of the standard, or that it does not say, by operation.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub paths: Entries<Spanned<String>>,
    /// How request bodies are written, where it differs from the standard or the standard does not say.
    #[serde(default)]
    #[schemars(schema_with = "encoding")]
    pub encoding: Option<Encoding>,
    /// Headers added to each request. `${env:NAME}` is expanded. A secret written out is refused, except where the target is
    /// on this machine.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub headers: Entries<Spanned<String>>,
    /// The gateway in front, if there is one: an answer that is not the standard's may then be the gateway's.
    #[serde(default)]
    #[schemars(with = "GatewayFile")]
    pub gateway: Option<GatewayFile>,
    /// Ceiling on requests a second. Default: none.
    #[serde(default)]
    #[schemars(with = "f64", extend("exclusiveMinimum" = 0))]
    pub requests_per_second: Option<Spanned<f64>>,
    /// Limit for a whole exchange. Default: 30.
    #[serde(default)]
    #[schemars(with = "f64", extend("exclusiveMinimum" = 0, "maximum" = 3600))]
    pub timeout_seconds: Option<Spanned<f64>>,
    /// Limit for the body of an answer, as sent and unpacked. Default: 8388608.
    #[serde(default)]
    #[schemars(with = "u64", range(min = 1, max = 1_073_741_824))]
    pub max_answer_bytes: Option<Spanned<u64>>,
    /// URL of an HTTP proxy. `${env:NAME}` is expanded. Proxies of the environment are not used. A password written out is
    /// refused, except where the target is on this machine.
    #[serde(default)]
    #[schemars(with = "String")]
    pub proxy: Option<Spanned<String>>,
    /// Certificates.
    #[serde(default)]
    pub tls: TlsFile,
}

/// A gateway in front of the implementation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Gateway")]
pub(super) struct GatewayFile {
    /// Path between the base URL and the paths of the standard.
    #[serde(default)]
    #[schemars(with = "String")]
    pub prefix: Option<Spanned<String>>,
    /// Signs each request for the gateway, with a fresh time and nonce.
    #[serde(default)]
    #[schemars(with = "SigningFile")]
    pub signing: Option<SigningFile>,
    /// Where the gateway itself is judged: the id of the publisher, as it stands in the paths.
    #[serde(default)]
    #[schemars(with = "String")]
    pub passid: Option<Spanned<String>>,
    /// Where the gateway itself is judged: which environment it is, since limits differ.
    #[serde(default)]
    #[schemars(with = "Environment")]
    pub environment: Option<Environment>,
    /// A service behind it: a call that changes nothing.
    #[serde(default)]
    #[schemars(with = "CallFile")]
    pub service: Option<CallFile>,
    /// A site behind it.
    #[serde(default)]
    #[schemars(with = "CallFile")]
    pub site: Option<CallFile>,
    /// Calls of the service or site that take longer than the gateway waits; one is made. An empty list: there is none.
    #[serde(default)]
    #[schemars(with = "Vec<CallFile>", length(max = 1))]
    pub slow: Option<Vec<CallFile>>,
}

/// A call behind a gateway.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GatewayCall")]
pub(super) struct CallFile {
    /// Path of the origin, without what the gateway puts before it.
    #[schemars(with = "String")]
    pub path: Spanned<String>,
    /// What the gateway puts before it, where the administrator has set another path than the rule's.
    #[serde(default)]
    #[schemars(with = "String")]
    pub prefix: Option<Spanned<String>>,
    /// Members of the body, sent by POST as `encoding` says; without them the call is a GET. `${env:NAME}` is expanded.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Value>")]
    pub body: Option<Node>,
    /// Values in the answer, by JSON pointer, that only what is behind the gateway gives on success. A service needs one.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Value>")]
    pub answers: Option<Node>,
}

/// How requests are signed: SHA-256 over time, token, nonce and time again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Signing")]
pub(super) struct SigningFile {
    /// How the names of the four headers begin. Default: x-tif.
    #[serde(default)]
    pub header_prefix: HeaderPrefix,
    /// Who calls, as the gateway registered it. `${env:NAME}` is expanded.
    #[schemars(with = "String")]
    pub paasid: Spanned<String>,
    /// The token that belongs to it, written as `${env:NAME}` unless the target is on loopback.
    #[schemars(with = "String")]
    pub token: Spanned<String>,
}

/// How the names of a gateway's signing headers begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
pub enum HeaderPrefix {
    /// `x-tif-paasid` and so on.
    #[default]
    #[serde(rename = "x-tif")]
    Tif,
    /// `x-rio-paasid` and so on.
    #[serde(rename = "x-rio")]
    Rio,
}

impl HeaderPrefix {
    /// The text before the dash.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tif => "x-tif",
            Self::Rio => "x-rio",
        }
    }
}

/// Certificates. Relative paths begin at the folder of this file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Tls")]
pub(super) struct TlsFile {
    /// PEM file of the only authorities that are trusted. Default: those of the system.
    #[schemars(with = "String")]
    pub ca: Option<Spanned<String>>,
    /// PEM file with a client certificate and its private key.
    #[schemars(with = "String")]
    pub client_certificate: Option<Spanned<String>>,
}

/// The network that an implementation serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Network {
    /// The open Internet.
    Internet,
    /// The government extranet.
    Extranet,
    /// A laboratory.
    Lab,
}

impl Network {
    /// The name used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Internet => "internet",
            Self::Extranet => "extranet",
            Self::Lab => "lab",
        }
    }
}

fn encoding(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": ["json", "form"] })
}

/// The JSON Schema of the target file, as text with a line end: what `schemas/own/target.schema.json` must be.
pub fn schema() -> String {
    let mut schema = schemars::schema_for!(TargetFile);
    transform::RecursiveTransform(without_null_default).transform(&mut schema);
    format!("{:#}\n", schema.as_value())
}

/// An optional key without a value is left out, not null: an editor would write the null down.
fn without_null_default(schema: &mut Schema) {
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
}
