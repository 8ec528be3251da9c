//! The event stream: one JSON object a line, consumed by every reporter and by nothing else than reporters and policy.
//!
//! It opens with `run-started` and one `requirement` event per requirement, and closes with `run-finished`; a stream
//! without its close is incomplete. Readers accept the same major `schema`, ignore unknown fields, refuse unknown types.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::catalogue::CatalogueEntry;
use super::finding::Finding;
use super::scale::Verdict;
use super::totals::Totals;
use crate::id::{Aspect, RequirementId, Text};

/// Version of the stream's format: readers accept the same number before the dot.
pub const SCHEMA_VERSION: &str = "1.0";

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Event {
    /// Opens the stream.
    RunStarted(RunStarted),
    /// One requirement of the catalogue.
    Requirement(CatalogueEntry),
    /// One exchange with the target.
    Exchange(ExchangeEvent),
    /// One verdict.
    Verdict(Box<VerdictEvent>),
    /// Closes the stream.
    RunFinished(RunFinished),
}

/// Opens the stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunStarted {
    /// Which suite, at which version.
    pub suite: SuiteIdentity,
    /// Who is tested.
    pub target: TargetIdentity,
    /// Ids and editions of the standards.
    pub standards: Vec<(String, String)>,
    /// Titles of the operations as (standard, operation, title).
    pub operations: Vec<(String, String, Text)>,
    /// Seed of everything that was drawn.
    pub seed: u64,
    /// Marker in everything that the run created.
    pub marker: String,
    /// When, RFC 3339 with offset +08:00.
    pub started: String,
    /// Cases in the plan.
    pub cases: usize,
    /// Which part of everything the run covers.
    #[serde(default)]
    pub scope: Scope,
}

/// Which part of everything a run covers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Whether no selection left a case of its standards out.
    pub whole: bool,
    /// Standards that nobody left out by name and of which the run judges nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// Which part of a plan that several runs share, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<ShardScope>,
}

/// A standard of which a run judges nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its id.
    pub standard: String,
    /// Why.
    pub why: Absence,
    /// Commands that judge what is handed in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<String>,
}

/// Why a run judges nothing of a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Absence {
    /// What was selected has nothing of it.
    Selection,
    /// The target file does not name it.
    Target,
    /// Nothing of it can be called.
    HandedIn,
}

/// One part of a plan that several runs share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardScope {
    /// Which, from 1.
    pub index: u32,
    /// How many there are.
    pub count: u32,
    /// Digest of the whole plan: parts of one digest belong together.
    pub plan: String,
    /// Cases of the whole plan.
    pub cases: usize,
    /// What was selected, as the planner writes it.
    #[serde(default)]
    pub selection: serde_json::Value,
    /// What the target file said where the text of a standard leaves something open, by standard, as the planner writes it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fittings: BTreeMap<String, serde_json::Value>,
}

/// Which suite, at which version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiteIdentity {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
}

/// Who is tested.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetIdentity {
    /// Name.
    pub name: String,
    /// Vendor.
    pub vendor: String,
    /// Version.
    pub version: String,
    /// Base URLs as (standard, URL).
    pub base_urls: Vec<(String, String)>,
    /// What it claims, one entry a standard.
    #[serde(default)]
    pub claims: Vec<Claims>,
}

/// What a target claims of a standard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Standard.
    pub standard: String,
    /// Operations that it claims.
    pub operations: Vec<String>,
    /// Options of the standard that it claims.
    #[serde(default)]
    pub options: Vec<String>,
    /// Operations that it does not claim as (operation, reason).
    #[serde(default)]
    pub not_claimed: Vec<(String, String)>,
    /// Network that it is reached over: `internet`, `extranet` or `lab`; empty in records of earlier versions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub network: String,
}

/// One exchange with the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExchangeEvent {
    /// Standard.
    pub standard: String,
    /// Operation.
    pub operation: String,
    /// Case.
    pub case: String,
    /// Step of the case.
    pub step: String,
    /// HTTP status; none when there was no answer.
    pub status: Option<u16>,
    /// `accepted`, `empty`, `refused`, `unclear`, `gateway`, or the fault of the wire.
    pub outcome: String,
    /// Milliseconds to the last byte.
    pub millis: f64,
}

/// One verdict about one aspect of one requirement, from one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VerdictEvent {
    /// Standard.
    pub standard: String,
    /// Operation; empty when the requirement holds for the whole standard.
    pub operation: String,
    /// Requirement.
    pub requirement: RequirementId,
    /// Aspect.
    pub aspect: Aspect,
    /// Case.
    pub case: String,
    /// File of a hand-written case, or of the table that a generated case comes from.
    pub file: String,
    /// The verdict.
    pub verdict: Verdict,
    /// What it rests on; absent for a pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
    /// Milliseconds that the case's exchanges took.
    #[serde(default)]
    pub millis: f64,
}

/// Closes the stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunFinished {
    /// Totals.
    pub totals: Totals,
    /// When, RFC 3339 with offset +08:00.
    pub finished: String,
    /// Seconds.
    pub seconds: f64,
    /// Why the run ended early, if it did.
    pub stopped: Option<Stopped>,
}

/// Why a run ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stopped {
    /// A person or a pipeline interrupted it.
    Interrupted,
    /// The target stopped answering.
    Unreachable,
}
