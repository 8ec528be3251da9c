//! A standard as data: its model, the loader of its files, the lint of what they say.
//!
//! This folder knows files and no HTTP. Format: `schemas/README.md`.

mod cells;
mod certainty;
mod clause;
mod credential;
mod database;
mod evidence;
mod fitting;
mod form;
mod gateway;
mod lint;
mod load;
mod model;
mod persons;
mod reading;
pub mod selector;
mod semantics;
mod source;
mod subject;
mod table;

pub use cells::{Length, ValueType};
pub use clause::{Clause, Disposition, DispositionKind};
pub use credential::{AccountRule, ComputedRule, DayForm, DayZone, DigestName, Ingredient};
pub use database::{CheckDigit, Database, Exchange, Resubmitted, Sequence};
pub use evidence::{Evidence, EvidenceKind, Probe, Sight};
pub use fitting::{Clash, Fitting, Misfit};
pub use form::{Addresses, Asks, Depends, Form, FormPart, FormRule, FormWords, ServerPlace};
pub use gateway::{BodyLimit, Environment, GatewayPaths, GatewayRules, GatewayTimeout, SignatureRule};
pub use load::{Library, LoadError};
pub use model::{CredentialRule, Effect, Encoding, Envelope, Operation, Role, Standard, Texts, WireRequirements};
pub use reading::{Reading, ReadingVerdict, Rule, Scope, Unjudged, UnjudgedKind, When};
pub use semantics::{
    Empty, FORMAT_NAMES, Filter, FormatWhen, Paging, Range, Refusal, RequiredWhen, Semantics, Tree, ValueClass,
};
#[cfg(test)]
pub(crate) use source::assert_same;
pub use source::{EmbeddedFile, Source, SourceFile};
pub use subject::Subject;
pub use table::{CodeList, CodesAre, Condition, Ids, Kind, Part, PersonalClass, ReadCell, Row, Table};
