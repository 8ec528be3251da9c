//! Holds a request against its tables: the first row that is not kept refuses it. Who sends it is asked before what is
//! missing, and that before what the values are.
//!
//! Decisions on one value are taken in this order: presence, null, type, empty text, length, codes and range, format.
//! When a mutant leaves a decision out, the value is taken as it is: the later decisions on it are left out too, for a
//! text that is too long for its row would otherwise still be refused for its shape.

use jiff::civil::DateTime;
use serde_json::{Map, Number, Value};

use super::formats;
use super::lapse::{Decision, Lapse};
use super::layout::{Field, Layout};
use super::nearly::NEARLY;
use super::parties::{Claim, Parties, Party};
use super::platform::Platform;
use super::refusal::{Failure, Refusal};
use super::synthetic::stand_in;
use crate::standard::{CredentialRule, Effect, Empty, Paging, Tree, ValueType};

/// What a request is held against besides its tables.
pub(crate) struct World<'a> {
    /// Who may call.
    pub(crate) parties: &'a Parties,
    /// How a caller proves who it is.
    pub(crate) rule: &'a CredentialRule,
    /// The time of China.
    pub(crate) now: DateTime,
    /// What exists.
    pub(crate) platform: &'a dyn Platform,
    /// The decision that is left out.
    pub(crate) lapses: &'a [Lapse],
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
    let (accepted, refused) = walked(layout, body, world);
    match refused.into_iter().min_by_key(|(rank, _)| *rank) {
        Some((_, refusal)) => Err(refusal),
        None => Ok(accepted),
    }
}

/// What a request would come to if nothing of it were refused.
pub(crate) fn regardless(layout: &Layout, body: &Map<String, Value>, world: &World<'_>) -> Accepted {
    walked(layout, body, world).0
}

fn walked(layout: &Layout, body: &Map<String, Value>, world: &World<'_>) -> (Accepted, Vec<(Rank, Refusal)>) {
    let mut walk = Walk { world, layout, body, party: Party::Nobody, item: 0, lapsed: false, refused: Vec::new() };
    let values = walk.object(&layout.request, body, "");
    (Accepted { party: walk.party, values, lapsed: walk.lapsed }, walk.refused)
}

struct Walk<'a> {
    world: &'a World<'a>,
    layout: &'a Layout,
    body: &'a Map<String, Value>,
    party: Party,
    /// The item of a list that is looked at.
    item: usize,
    lapsed: bool,
    refused: Vec<(Rank, Refusal)>,
}

/// What is asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Sender,
    Missing,
    Value,
}

impl Rank {
    fn of(field: &Field, refusal: &Refusal) -> Self {
        match refusal.failure {
            _ if field.names_sender() => Self::Sender,
            Failure::Missing => Self::Missing,
            _ => Self::Value,
        }
    }
}

impl Walk<'_> {
    fn object(&mut self, fields: &[Field], body: &Map<String, Value>, path: &str) -> Map<String, Value> {
        let mut taken = Map::new();
        for field in fields {
            match self.member(field, body, path) {
                Ok(Some(value)) => drop(taken.insert(field.name.clone(), value)),
                Ok(None) => {}
                Err(refusal) => self.refused.push((Rank::of(field, &refusal), refusal.of(field))),
            }
        }
        taken
    }

    fn member(&mut self, field: &Field, body: &Map<String, Value>, path: &str) -> Result<Option<Value>, Refusal> {
        let needed = field.required || needed_here(field, body);
        let name = &field.name;
        let value = match body.get(name) {
            None if !needed => return Ok(None),
            None => return self.lapse(field, Decision::Absence, || missing(format!("缺少 {path}{name}"))),
            Some(Value::Null) if !needed => return Ok(None),
            Some(Value::Null) => {
                return self.lapse(field, Decision::Null, || missing(format!("{path}{name} 不能为 null")));
            }
            Some(value) => value,
        };
        if field.value_type.is_structured() && value.as_str() == Some("") {
            let empty = || missing(format!("{path}{name} 不能为空"));
            return if needed { self.lapse(field, Decision::EmptyObject, empty) } else { Ok(None) };
        }
        if !has_type(field.value_type, value) {
            self.lapse(field, Decision::Type, || mistyped(field, format!("{path}{name}")))?;
            return Ok(converted(field, value).or_else(|| stand_in(field, self.world.platform)));
        }
        match value {
            Value::String(text) => self.text(field, text, needed, body, path),
            Value::Number(number) => self.number(field, number, path).map(Some),
            Value::Object(object) => Ok(Some(self.object(&field.members, object, &format!("{path}{name}.")).into())),
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
        if text.is_empty() && !needed && self.leaves_out(field, Decision::EmptyFilter) {
            return Ok(Some(Value::from("")));
        }
        if text.is_empty() {
            return match field.semantics.empty {
                Some(Empty::NoFilter) => Ok(None),
                // Where nothing is needed, nothing may be sent.
                Some(Empty::Either) if self.takes_empty() || !needed => Ok(None),
                Some(Empty::Either | Empty::Refuse) => {
                    self.lapse(field, Decision::Empty, || missing(format!("{path}{name} 不能为空")))
                }
                // Also where the length begins at 0: an empty text that is stored would come back in an answer whose
                // row is required, which is no example to give.
                None if needed && !(self.world.takes_empty && field.length.allows_empty()) => {
                    self.lapse(field, Decision::Empty, || missing(format!("{path}{name} 不能为空")))
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
            self.lapse(field, Decision::Length, || Refusal::parameter(format!("{path}{name} 超过 {max} 个字符")))?;
            return Ok(Some(Value::from(text)));
        }
        if let Some(max) = field.length.max.map(|max| max as usize)
            && text.chars().count() == max
            && self.leaves_out(field, Decision::Narrow)
        {
            return Ok(Some(Value::from(text.chars().take(max - 1).collect::<String>())));
        }
        if field.semantics.credential {
            return self.credential(field, text);
        }
        if field.names_sender() {
            return self.account(field, text);
        }
        if !field.codes.is_empty() && !field.takes.any_code && !field.codes.iter().any(|code| code == text) {
            self.lapse(field, Decision::Code, || Refusal::parameter(format!("{path}{name} 不在代码表内")))?;
            return Ok(Some(Value::from(text)));
        }
        if !field.takes.any_shape && !self.has_format(field, text, body) {
            self.lapse(field, Decision::Format, || Refusal::parameter(format!("{path}{name} 格式不正确")))?;
        }
        Ok(Some(Value::from(text)))
    }

    /// Where that is left open; what is created would show it again.
    fn takes_empty(&self) -> bool {
        self.world.takes_empty && self.layout.operation.effect == Effect::Read
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
        self.lapse(field, Decision::Code, || Refusal::parameter(format!("{path}{} 不在代码表内", field.name)))?;
        // A level that a tree does not have would find nothing: the mutant acts as if a level of the list had come.
        let outside_tree = field.semantics.tree.is_some();
        Ok(field.codes.first().filter(|_| outside_tree).cloned().unwrap_or(value))
    }

    fn array(&mut self, field: &Field, items: &[Value], needed: bool, path: &str) -> Result<Value, Refusal> {
        let name = &field.name;
        if items.is_empty() && needed && !self.leaves_out(field, Decision::NoItem) {
            return Err(missing(format!("{path}{name} 不能为空")));
        }
        let mut taken = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            self.item = index;
            if let Value::Object(object) = item {
                taken.push(self.object(&field.members, object, &format!("{path}{name}[{index}].")).into());
            } else {
                let why = || Refusal::parameter(format!("{path}{name}[{index}] 应为 Object"));
                self.lapse(field, Decision::Type, why)?;
                if let Some(Value::Array(made)) = stand_in(field, self.world.platform) {
                    taken.extend(made);
                }
            }
        }
        self.item = 0;
        Ok(Value::Array(taken))
    }

    fn credential(&mut self, field: &Field, text: &str) -> Result<Option<Value>, Refusal> {
        let account = self.world.rule.account.as_ref();
        let sent = account.and_then(|account| self.body.get(&account.field)).and_then(Value::as_str);
        let claim = Claim { account: sent.or(account.map(|_| "")), credential: text, now: self.world.now };
        let parties = self.world.parties;
        let party = match parties.holder(claim) {
            // A mutant that does not ask whose account it is takes the credential of any, its own among them.
            None if self.lapses_at_account(sent) => {
                let any = parties.holder(Claim { account: None, ..claim });
                any.or_else(|| parties.belongs(sent?, claim).then_some(Party::Own))
            }
            None if self.takes_invented(sent) => sent.filter(|sent| parties.belongs(sent, claim)).map(|_| Party::Own),
            None if self.leaves_out(field, Decision::Credential) => match sent {
                Some(sent) => parties.account(sent),
                None => Some(Party::Own),
            },
            None if self.leaves_out(field, Decision::CredentialFurther) && self.goes_on() => Some(Party::Own),
            None => {
                let nearly = NEARLY.into_iter().find(|(decision, _)| self.leaves_out(field, *decision));
                nearly.and_then(|(_, same)| parties.holder_by(claim, same))
            }
            found => found,
        };
        self.party = party.ok_or_else(Refusal::credential)?;
        Ok(None)
    }

    /// Whether the request asks for more than the first: a later page, a lower level, several items.
    fn goes_on(&self) -> bool {
        let sent = |field: &Field| self.body.get(&field.name);
        let number = |value: &Value| value.as_u64().or_else(|| value.as_str()?.parse().ok());
        self.layout.request.iter().any(|field| {
            let counts = field.semantics.paging == Some(Paging::Page) || field.semantics.tree == Some(Tree::Level);
            let beyond = counts && sent(field).and_then(number).is_some_and(|number| number > 1);
            beyond || sent(field).and_then(Value::as_array).is_some_and(|items| items.len() > 1)
        })
    }

    /// The account that goes with a credential.
    fn account(&mut self, field: &Field, text: &str) -> Result<Option<Value>, Refusal> {
        let invented = self.leaves_out(field, Decision::Account) || self.leaves_out(field, Decision::AccountInvented);
        if self.world.parties.account(text).is_none() && !invented {
            return Err(Refusal::credential());
        }
        Ok(None)
    }

    /// Whether a mutant leaves out what it has to ask of the account, be it any or none at all.
    fn lapses_at_account(&self, sent: Option<&str>) -> bool {
        let mut rows = self.layout.request.iter().filter(|field| field.names_sender() && !field.semantics.credential);
        let takes = |lapse: &Lapse| lapse.decision == Decision::Account || sent.is_none_or(str::is_empty);
        rows.any(|field| self.world.lapses.iter().any(|lapse| lapse.row == field.row && takes(lapse)))
    }

    /// Whether a mutant computes the credential of whatever account is sent, though nobody has it.
    fn takes_invented(&self, sent: Option<&str>) -> bool {
        let invented = |lapse: &Lapse| lapse.decision == Decision::AccountInvented;
        sent.is_some_and(|sent| self.world.parties.account(sent).is_none()) && self.world.lapses.iter().any(invented)
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
        why: impl FnOnce() -> Refusal,
    ) -> Result<Option<Value>, Refusal> {
        if !self.leaves_out(field, decision) {
            return Err(why());
        }
        self.lapsed = true;
        if field.names_sender() {
            self.party = Party::Own;
            return Ok(None);
        }
        Ok(stand_in(field, self.world.platform))
    }

    fn leaves_out(&self, field: &Field, decision: Decision) -> bool {
        let in_items = |lapse: &Lapse| !lapse.later || self.item > 0;
        self.world.lapses.iter().any(|lapse| lapse.at(&field.row, decision) && in_items(lapse))
    }
}

fn missing(why: String) -> Refusal {
    Refusal::missing(why)
}

/// A value of another type. What stands where an object is due could not be read as one.
fn mistyped(field: &Field, place: String) -> Refusal {
    let why = format!("{place} 应为 {}", type_name(field.value_type));
    if field.value_type.is_structured() { Refusal::unparsable(why) } else { Refusal::parameter(why) }
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
