//! Checks: plain functions from observations to findings. They never send anything and never say how bad a finding is.
//!
//! Adding a check: one file, one line in [`EXCHANGE`] or `calls::CALLED`, and one mutant operator that it kills.

mod argument;
mod calls;
mod compare;
mod count;
mod coverage;
mod echo;
mod envelope;
mod gateway;
mod leeway;
mod lint;
mod locate;
mod message;
mod named;
mod older;
mod outcome;
mod pointer;
mod probe;
mod read;
mod rows;
mod scene;
mod severity;
mod total;
mod unique;

use crate::plan::CheckCall;
use crate::verdict::FindingCode;

pub use argument::{Argument, ArgumentKind, Need};
pub use calls::CALLED;
pub use coverage::{Coverage, OTHER_SUBJECT, Unit, units_of};
pub use gateway::{Crossing, End, GatewaySighting, Knock, Published};
pub use lint::{lint_cases, lint_folders};
pub use locate::{locate, table_at};
pub use older::{OlderTls, told};
pub use outcome::{Outcome, outcome, plain, same_loosely};
pub use pointer::at;
pub use probe::{Page, Sighted, Sighting, sighted};
pub use read::{Instance, Note, Places, read, visit};
pub use scene::{ALL_BELOW, Deviation, Judged, Judgement, Scene, Seen, Surroundings, all_below};
pub use severity::{Context, Decision, decide, within};
pub use unique::{Given, given};

/// A check that every exchange gets.
#[derive(Clone, Copy)]
pub struct ExchangeCheck {
    /// Name.
    pub name: &'static str,
    /// What it judges.
    pub doc: &'static str,
    /// What it finds is the thing itself and explains what others find there.
    pub primary: bool,
    /// The check.
    pub run: fn(&Scene<'_>) -> Vec<Judgement>,
}

/// A check that a case calls by name.
#[derive(Clone, Copy)]
pub struct CalledCheck {
    /// Name.
    pub name: &'static str,
    /// When it passes.
    pub doc: &'static str,
    /// Its arguments.
    pub arguments: &'static [Argument],
    /// The finding that it raises unless the call names another; none when the call must name it.
    pub finding: Option<FindingCode>,
    /// The check.
    pub run: fn(&Scene<'_>, &CheckCall) -> Vec<Judgement>,
}

/// Checks that every exchange gets.
pub const EXCHANGE: &[ExchangeCheck] =
    &[envelope::CHECK, rows::CHECK, count::CHECK, total::CHECK, message::CHECK, echo::CHECK, unique::CHECK];

/// The checks of a run; `prove` takes some out to show that each is needed.
#[derive(Clone)]
pub struct Registry {
    /// For every exchange.
    pub exchange: Vec<ExchangeCheck>,
    /// By name.
    pub called: Vec<CalledCheck>,
}

impl Default for Registry {
    fn default() -> Self {
        Self { exchange: EXCHANGE.to_vec(), called: CALLED.to_vec() }
    }
}

impl Registry {
    /// The check that a case calls by this name.
    pub fn called(&self, name: &str) -> Option<&CalledCheck> {
        self.called.iter().find(|check| check.name == name)
    }

    /// The names of all checks.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.exchange.iter().map(|check| check.name).chain(self.called.iter().map(|check| check.name))
    }

    /// Without the check of this name.
    pub fn without(mut self, name: &str) -> Self {
        self.exchange.retain(|check| check.name != name);
        self.called.retain(|check| check.name != name);
        self
    }
}
