//! A credential that is made for a day is taken on the next.

use super::operator::{Effect, Operator};
use super::rows::of_clause;
use crate::simulator::lapse::Decision;
use crate::standard::Standard;

pub(super) const OPERATOR: Operator = Operator {
    name: NAME,
    doc: "takes the credential of yesterday",
    mutants: |standard| of_clause(standard, NAME, FINDING, clause(standard)),
    effect: Effect::Lapse(Decision::Day),
};

const NAME: &str = "credential-lasting";
const FINDING: &str = "credential-unchecked";

/// The clause that makes credentials those of a day: one that a reading of late ones names.
fn clause(standard: &Standard) -> Option<&str> {
    standard.credential.computed.as_ref()?;
    let rules = standard.readings.iter().flat_map(|reading| &reading.rules);
    let late = rules.filter(|rule| rule.finding.iter().any(|finding| finding == FINDING));
    let mut named = late.flat_map(|rule| &rule.requirements);
    named.find(|local| standard.clause(local).is_some()).map(String::as_str)
}
