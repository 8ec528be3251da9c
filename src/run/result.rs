//! What a case brings.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::blame::Explained;
use super::values::Cause;
use crate::check::{Given, Unit};
use crate::verdict::{ExchangeEvent, VerdictEvent};

/// What came of a case.
#[derive(Debug)]
pub(super) struct CaseResult {
    pub exchanges: Vec<ExchangeEvent>,
    pub verdicts: Vec<VerdictEvent>,
    /// How the first step ended: accepted, or the cause why not.
    pub accepted: Result<(), Option<Cause>>,
    /// Causes that this case has led back to others.
    pub explained: Explained,
    /// The check behind each verdict.
    pub by: Vec<&'static str>,
    /// Names of the fixtures' values that it took, also those that were not there.
    pub fixtures: BTreeSet<String>,
    /// What created records were given, should a later run leave the case out.
    pub given: Given,
    /// What it told in the run before this one, if that is remembered.
    pub replaces: Arc<[Unit]>,
}

impl CaseResult {
    /// The result of a case that did what it did before.
    pub fn unchanged(accepted: Result<(), Option<Cause>>) -> Self {
        let (exchanges, verdicts, by) = (Vec::new(), Vec::new(), Vec::new());
        let explained = Explained::new();
        Self {
            exchanges,
            verdicts,
            accepted,
            explained,
            by,
            fixtures: BTreeSet::new(),
            given: Vec::new(),
            replaces: Arc::new([]),
        }
    }
}
