//! A refusal does not say why.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::{Target, envelope_rows};
use crate::id::Aspect;
use crate::simulator::layout::Field;
use crate::standard::{Envelope, Kind, Standard};

pub(super) const OPERATOR: Operator =
    Operator { name: TARGET.operator, doc: "refuses without a message", mutants, effect: Effect::Refusal(change) };

const TARGET: Target =
    Target { operator: "message-empty", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "message-missing" };

fn mutants(standard: &Standard) -> Vec<crate::simulator::Mutant> {
    let rows = envelope_rows(standard, &standard.envelope.message);
    TARGET.rows_of(standard, |table, row| rows.contains(&table.local_id(row)))
}

fn change(field: &Field, _: &Envelope, object: &mut Map<String, Value>) {
    // Where the row asks for a text, its absence is the row's own fault; blanks are a text that says nothing.
    let nothing = if field.required { Value::from(" ") } else { Value::Null };
    object.insert(field.name.clone(), nothing);
}
