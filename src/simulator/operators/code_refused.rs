//! A listed code is refused.

use serde_json::{Map, Value};

use super::operator::{Effect, Operator};
use super::rows::{Target, sent_codes};
use crate::id::Aspect;
use crate::simulator::carried_code;
use crate::simulator::layout::Field;
use crate::simulator::mutant::Mutant;
use crate::standard::{Kind, Standard};

pub(super) const OPERATOR: Operator = Operator {
    name: TARGET.operator,
    doc: "refuses the last of several codes that a row lists, or one of a table of codes wherever that is used",
    mutants,
    effect: Effect::Refuses(refuses),
};

const TARGET: Target =
    Target { operator: "code-refused", kind: Kind::Request, aspect: Aspect::Code, finding: "code-refused" };

/// A row that lists codes itself, and each row of a table of codes.
fn mutants(standard: &Standard) -> Vec<Mutant> {
    let mut mutants = TARGET.rows(standard, |row| row.codes().count() > 1 && row.codes_from.is_none());
    let of_table = Target { kind: Kind::Codes, ..TARGET };
    mutants.extend(of_table.rows_unless(
        standard,
        |table, _| table.rows.len() > 1 && sent_codes(standard, &table.id),
        |table, row| {
            let carried = carried_code(standard) == Some(table.local_id(row).as_str());
            carried.then_some("the valid request carries the code and would be refused first")
        },
    ));
    mutants
}

fn refuses(field: &Field, object: &Map<String, Value>) -> bool {
    object.get(&field.name).is_some_and(|value| field.codes.last() == Some(value))
}
