//! What is said about a target: verdicts, findings, the event stream that joins the engine to its reporters.

mod catalogue;
mod code;
mod event;
mod excuse;
mod finding;
mod fold;
mod origin;
#[cfg(test)]
pub(crate) mod sample;
mod scale;
mod totals;

pub use catalogue::{CatalogueEntry, Cells, EntryDisposition};
pub use code::{FindingCode, UnknownFindingCode};
pub use event::{
    Absence, Claims, Event, ExchangeEvent, LeftOut, RunFinished, RunStarted, SCHEMA_VERSION, Scope, ShardScope,
    Stopped, SuiteIdentity, TargetIdentity, VerdictEvent,
};
pub use excuse::{Excuse, Excuses, Standing};
pub use finding::{Excerpt, Finding, Root, field_of};
pub use fold::{ExcusedGroup, Fold, Group, JUDGED, OperationTotals, Unit, UnitCase, UnitFinding, UnitKey};
pub use origin::Origin;
pub use scale::Verdict;
pub use totals::{StandardTotals, Totals};
