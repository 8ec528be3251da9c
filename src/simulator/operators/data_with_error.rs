//! A refusal carries a payload.

use serde_json::{Map, Value, json};

use super::operator::{Effect, Operator, Place};
use super::rows::{Target, envelope_rows};
use crate::id::Aspect;
use crate::simulator::Mutant;
use crate::simulator::layout::Field;
use crate::standard::{Kind, Standard, ValueType};

pub(super) const OPERATOR: Operator =
    Operator { name: TARGET.operator, doc: "refuses with a payload", mutants, effect: Effect::Whole(change) };

const TARGET: Target =
    Target { operator: "data-with-error", kind: Kind::Response, aspect: Aspect::Behaviour, finding: "data-with-error" };

fn mutants(standard: &Standard) -> Vec<Mutant> {
    let rows = envelope_rows(standard, &standard.envelope.data);
    TARGET.rows_of(standard, |table, row| rows.contains(&table.local_id(row)))
}

fn change(place: &Place<'_>, answer: &mut Map<String, Value>) {
    if let Some(field) = place.field()
        && place.refused
    {
        answer.insert(field.name.clone(), value(field));
    }
}

/// A value that keeps its row.
fn value(field: &Field) -> Value {
    if let Some(code) = field.codes.first() {
        return code.clone();
    }
    let object = || field.members.iter().map(|member| (member.name.clone(), value(member))).collect::<Map<_, _>>();
    match (field.value_type, field.semantics.format.as_deref()) {
        (ValueType::Object | ValueType::ObjectOrObjects, _) => object().into(),
        (ValueType::Objects, _) => json!([object()]),
        (ValueType::Number, _) => json!(1),
        (_, Some("six-digits")) => json!("990000"),
        (_, Some("date")) => json!("2024-03-05"),
        (_, Some("datetime")) => json!("2024-03-05 10:20:30"),
        (_, Some("padded-calendar-date")) => json!("2024年03月05日"),
        (_, Some("calendar-date")) => json!("2024年3月5日"),
        (_, Some("licence-id")) => {
            json!("1.2.156.3005.2.119999999900000178001.119999999900000253.99990000000001.001.4")
        }
        (_, Some("url")) => json!("https://localhost/1"),
        (_, Some("base64")) => json!("MQ=="),
        _ => json!("1"),
    }
}
