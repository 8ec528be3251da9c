//! Values that the platform makes up: for members that a mutant accepts without seeing them.

use serde_json::{Map, Value};

use super::layout::Field;
use super::platform::Platform;
use crate::standard::{Tree, ValueClass, ValueType};

/// A valid value for a row, as if the caller had sent it. None where the operation has to choose, since only it knows
/// which record or which branch of a tree fits the rest of the request.
pub(crate) fn stand_in(field: &Field, platform: &dyn Platform) -> Option<Value> {
    let semantics = &field.semantics;
    if let Some(code) = field.codes.first() {
        return Some(code.clone());
    }
    if let Some(fixture) = &semantics.fixture {
        return platform.fixture(fixture).map(Value::from);
    }
    if semantics.key || semantics.tree == Some(Tree::Parent) {
        return None;
    }
    Some(match field.value_type {
        ValueType::Object | ValueType::ObjectOrObjects => object(&field.members, platform),
        ValueType::Objects => Value::Array(vec![object(&field.members, platform)]),
        ValueType::Number | ValueType::BigInt => Value::from(semantics.default.unwrap_or(1)),
        ValueType::String | ValueType::StringOrBoolean | ValueType::Unstated => Value::from(text(semantics.value)),
    })
}

fn object(members: &[Field], platform: &dyn Platform) -> Value {
    let needed = members.iter().filter(|field| field.required);
    let made: Map<String, Value> =
        needed.filter_map(|field| Some((field.name.clone(), stand_in(field, platform)?))).collect();
    Value::Object(made)
}

fn text(class: Option<ValueClass>) -> &'static str {
    match class {
        Some(ValueClass::PersonName) => "测试甲",
        Some(ValueClass::Phone) => "14100000001",
        Some(ValueClass::Address) => "虚构路 1 号",
        Some(ValueClass::Postcode | ValueClass::RegionCode) => "990000",
        Some(ValueClass::IdentityNumber) => "990000199001010017",
        Some(ValueClass::Number) => "1",
        Some(ValueClass::Date) => "2024-01-01",
        Some(ValueClass::RegionName) => "测试省",
        Some(ValueClass::Use) => "核验测试",
        Some(ValueClass::Marker | ValueClass::Word | ValueClass::Account) | None => "测试",
    }
}
