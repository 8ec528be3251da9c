//! Holds a request against its tables: the first row that is not kept refuses it.
//!
//! Decisions on one value are taken in this order: presence, null, type, empty text, length, codes and range, format.
//! When a mutant leaves a decision out, the value is taken as it is: the later decisions on it are left out too, for a
//! text that is too long for its row would otherwise still be refused for its shape.

use serde_json::{Map, Number, Value};

use super::formats;
use super::lapse::{Decision, Lapse};
use super::layout::{Field, Layout};
use super::parties::{Parties, Party};
use super::platform::Platform;
use super::refusal::Refusal;
use super::synthetic::stand_in;
use crate::standard::{Empty, ValueType};

/// What a request is held against besides its tables.
pub(crate) struct World<'a> {
    /// Who may call.
    pub(crate) parties: &'a Parties,
    /// What exists.
    pub(crate) platform: &'a dyn Platform,
    /// The decision that is left out.
    pub(crate) lapse: Option<&'a Lapse>,
    /// An empty text is taken where that is left open.
    pub(crate) takes_empty: bool,
}

/// A request that was accepted.
#[derive(Debug)]
pub(crate) struct Accepted {
    /// Who calls.
    pub(crate) party: Party,
    /// The members that mean something: unknown ones, nulls and empty filters are left out.
    pub(crate) values: Map<String, Value>,
    /// Whether the decision that is left out would have refused it.
    pub(crate) lapsed: bool,
}

/// Holds a body against the request table of an operation.
///
/// # Errors
/// The refusal of the first row that is not kept.
pub(crate) fn request(layout: &Layout, body: &Map<String, Value>, world: &World<'_>) -> Result<Accepted, Refusal> {
    let mut walk = Walk { world, party: Party::Nobody, lapsed: false };
    let values = walk.object(&layout.request, body, "")?;
    Ok(Accepted { party: walk.party, values, lapsed: walk.lapsed })
}

struct Walk<'a> {
    world: &'a World<'a>,
    party: Party,
    lapsed: bool,
}

impl Walk<'_> {
    fn object(
        &mut self,
        fields: &[Field],
        body: &Map<String, Value>,
        path: &str,
    ) -> Result<Map<String, Value>, Refusal> {
        let mut taken = Map::new();
        for field in fields {
            if let Some(value) = self.member(field, body, path)? {
                taken.insert(field.name.clone(), value);
            }
        }
        Ok(taken)
    }

    fn member(&mut self, field: &Field, body: &Map<String, Value>, path: &str) -> Result<Option<Value>, Refusal> {
        let needed = field.required || needed_here(field, body);
        let name = &field.name;
        let value = match body.get(name) {
            None if !needed => return Ok(None),
            None => return self.lapse(field, Decision::Absence, || format!("缺少 {path}{name}")),
            Some(Value::Null) if !needed => return Ok(None),
            Some(Value::Null) => return self.lapse(field, Decision::Null, || format!("{path}{name} 不能为 null")),
            Some(value) => value,
        };
        if !has_type(field.value_type, value) {
            let expected = type_name(field.value_type);
            self.lapse(field, Decision::Type, || format!("{path}{name} 应为 {expected}"))?;
            return Ok(converted(field, value).or_else(|| stand_in(field, self.world.platform)));
        }
        match value {
            Value::String(text) => self.text(field, text, needed, body, path),
            Value::Number(number) => self.number(field, number, path).map(Some),
            Value::Object(object) => {
                self.object(&field.members, object, &format!("{path}{name}.")).map(|m| Some(m.into()))
            }
            Value::Array(items) => self.array(field, items, needed, path).map(Some),
            Value::Null | Value::Bool(_) => Ok(Some(value.clone())),
        }
    }

    fn text(
        &mut self,
        field: &Field,
        text: &str,
        needed: bool,
        body: &Map<String, Value>,
        path: &str,
    ) -> Result<Option<Value>, Refusal> {
        let name = &field.name;
        if text.is_empty() {
            return match field.semantics.empty {
                Some(Empty::NoFilter) if self.leaves_out(field, Decision::EmptyFilter) => Ok(Some(Value::from(""))),
                Some(Empty::NoFilter) => Ok(None),
                Some(Empty::Either) if self.world.takes_empty => Ok(None),
                Some(Empty::Either | Empty::Refuse) => Err(Refusal::parameter(format!("{path}{name} 不能为空"))),
                // Also where the length begins at 0: an empty text that is stored would come back in an answer whose
                // row is required, which is no example to give.
                None if needed && !(self.world.takes_empty && field.length.allows_empty()) => {
                    Err(Refusal::parameter(format!("{path}{name} 不能为空")))
                }
                None if field.length.allows_empty() => Ok(Some(Value::from(""))),
                None => Ok(None),
            };
        }
        if let Some(max) = field.length.max
            && text.chars().nth(max as usize).is_some()
        {
            if self.leaves_out(field, Decision::Cut) {
                return Ok(Some(Value::from(text.chars().take(max as usize).collect::<String>())));
            }
            self.lapse(field, Decision::Length, || format!("{path}{name} 超过 {max} 个字符"))?;
            return Ok(Some(Value::from(text)));
        }
        if field.semantics.credential {
            return self.credential(field, text);
        }
        if !field.codes.is_empty() && !field.codes.iter().any(|code| code == text) {
            self.lapse(field, Decision::Code, || format!("{path}{name} 不在代码表内"))?;
            return Ok(Some(Value::from(text)));
        }
        if !self.has_format(field, text, body) {
            self.lapse(field, Decision::Format, || format!("{path}{name} 格式不正确"))?;
        }
        Ok(Some(Value::from(text)))
    }

    fn number(&mut self, field: &Field, number: &Number, path: &str) -> Result<Value, Refusal> {
        let value = whole(number).map_or_else(|| Value::Number(number.clone()), Value::from);
        let listed = field.codes.is_empty() || field.codes.contains(&value);
        let inside = field
            .semantics
            .range
            .is_none_or(|range| value.as_i64().is_some_and(|number| (range.min..=range.max).contains(&number)));
        if listed && inside {
            return Ok(value);
        }
        self.lapse(field, Decision::Code, || format!("{path}{} 不在代码表内", field.name))?;
        // A level that a tree does not have would find nothing: the mutant acts as if a level of the list had come.
        let outside_tree = field.semantics.tree.is_some();
        Ok(field.codes.first().filter(|_| outside_tree).cloned().unwrap_or(value))
    }

    fn array(&mut self, field: &Field, items: &[Value], needed: bool, path: &str) -> Result<Value, Refusal> {
        let name = &field.name;
        if items.is_empty() && needed {
            return Err(Refusal::parameter(format!("{path}{name} 不能为空")));
        }
        let mut taken = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if let Value::Object(object) = item {
                taken.push(self.object(&field.members, object, &format!("{path}{name}[{index}]."))?.into());
            } else {
                self.lapse(field, Decision::Type, || format!("{path}{name}[{index}] 应为 Object"))?;
                if let Some(Value::Array(made)) = stand_in(field, self.world.platform) {
                    taken.extend(made);
                }
            }
        }
        Ok(Value::Array(taken))
    }

    fn credential(&mut self, field: &Field, text: &str) -> Result<Option<Value>, Refusal> {
        match self.world.parties.holder(text) {
            Some(party) => self.party = party,
            None if self.leaves_out(field, Decision::Credential) => self.party = Party::Own,
            None => return Err(Refusal::credential()),
        }
        Ok(None)
    }

    fn has_format(&self, field: &Field, text: &str, body: &Map<String, Value>) -> bool {
        let semantics = &field.semantics;
        let Some(format) = &semantics.format else { return true };
        if let Some(when) = &semantics.format_when
            && body.get(&when.member) != Some(&when.equals)
        {
            return true;
        }
        if format == "region-name" { self.world.platform.has_region(text) } else { formats::fits(format, text) }
    }

    /// Refuses, or takes a valid value instead where the decision is left out.
    fn lapse(
        &mut self,
        field: &Field,
        decision: Decision,
        why: impl FnOnce() -> String,
    ) -> Result<Option<Value>, Refusal> {
        if !self.leaves_out(field, decision) {
            return Err(Refusal::parameter(why()));
        }
        self.lapsed = true;
        if field.semantics.credential {
            self.party = Party::Own;
            return Ok(None);
        }
        Ok(stand_in(field, self.world.platform))
    }

    fn leaves_out(&self, field: &Field, decision: Decision) -> bool {
        self.world.lapse.is_some_and(|lapse| lapse.at(&field.row, decision))
    }
}

/// Whether the condition under which an optional row is needed holds in this object.
fn needed_here(field: &Field, body: &Map<String, Value>) -> bool {
    field
        .semantics
        .required_when
        .as_ref()
        .is_some_and(|when| body.get(&when.member).is_some_and(|value| when.values.contains(value)))
}

fn has_type(expected: ValueType, value: &Value) -> bool {
    match expected {
        ValueType::String => value.is_string(),
        ValueType::Number => value.is_number(),
        ValueType::Object => value.is_object(),
        ValueType::Objects => value.is_array(),
        ValueType::ObjectOrObjects => value.is_object() || value.is_array(),
        ValueType::StringOrBoolean => value.is_string() || value.is_boolean(),
        ValueType::BigInt => value.is_i64() || value.is_string(),
        ValueType::Unstated => true,
    }
}

fn type_name(expected: ValueType) -> &'static str {
    match expected {
        ValueType::String => "String",
        ValueType::Number => "Number",
        ValueType::Object => "Object",
        ValueType::Objects => "Object[]",
        ValueType::ObjectOrObjects => "Object 或 Object[]",
        ValueType::StringOrBoolean => "String 或 Boolean",
        ValueType::BigInt => "整数",
        ValueType::Unstated => "任意类型",
    }
}

/// A scalar in the type of its row, as careless implementations do it.
fn converted(field: &Field, value: &Value) -> Option<Value> {
    match (field.value_type, value) {
        (ValueType::String, Value::Number(number)) => Some(Value::from(number.to_string())),
        (ValueType::String, Value::Bool(flag)) => Some(Value::from(flag.to_string())),
        (ValueType::Number, Value::String(text)) => text.parse::<i64>().ok().map(Value::from),
        _ => None,
    }
}

/// A number without fraction, whichever way it was written.
fn whole(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 9e15).map(|float| float as i64)
    })
}
