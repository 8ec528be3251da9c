//! Valid base requests as templates, their edits, and the filling in of variables.

use serde_json::{Map, Value};

use super::case::{Base, Edit};
use crate::standard::{Operation, Paging, Row, Semantics, Standard, Table, ValueClass, ValueType};

/// Gives variables their values.
pub trait Values {
    /// The value of `${name}`.
    ///
    /// # Errors
    /// The name, when there is no such value.
    fn lookup(&mut self, name: &str) -> Result<Value, String>;
}

/// The request that an operation's tables make, with `${...}` for what only the run knows.
pub fn build(standard: &Standard, operation: &Operation, base: Base) -> Value {
    let mut request = match (base, standard.table(&operation.request)) {
        (Base::Nothing, _) | (_, None) => Map::new(),
        (base, Some(table)) => object(standard, table, "", base),
    };
    for lacking in lacking(standard, operation) {
        request.insert(format!("${{{lacking}}}"), Value::Null);
    }
    Value::Object(request)
}

/// What nobody says and no call can do without: a variable without a value, so that the run names it and sends nothing.
fn lacking(standard: &Standard, operation: &Operation) -> Vec<String> {
    let path = operation.path.is_empty().then(|| format!("paths.{}", operation.name));
    let table = standard.table(&operation.request);
    let rows = table.into_iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let nameless = rows.filter(|(_, row)| row.part.is_none() && row.required() && !row.is_named());
    path.into_iter().chain(nameless.map(|(table, row)| format!("names.{}", table.local_id(row)))).collect()
}

fn object(standard: &Standard, table: &Table, prefix: &str, base: Base) -> Map<String, Value> {
    let wanted = |row: &&Row| match base {
        Base::Minimal => row.required(),
        _ => super::site::in_base(row),
    };
    let members = table.members().filter(wanted);
    members
        .map(|row| (row.name().to_owned(), value(standard, row, &format!("{prefix}/{}", row.name()), base)))
        .collect()
}

fn value(standard: &Standard, row: &Row, pointer: &str, base: Base) -> Value {
    let members = row.members.as_ref().and_then(|members| standard.table(&members.value));
    match (row.value_type(), members) {
        (ValueType::Objects, Some(table)) => {
            Value::Array(vec![object(standard, table, &format!("{pointer}/0"), base).into()])
        }
        (_, Some(table)) => object(standard, table, pointer, base).into(),
        (_, None) => leaf(row, pointer),
    }
}

/// A valid value of a row without members, as a template.
pub fn leaf(row: &Row, pointer: &str) -> Value {
    let semantics = &row.semantics;
    if semantics.credential {
        return Value::from("${credential}");
    }
    if semantics.value == Some(ValueClass::Account) {
        return Value::from("${account}");
    }
    if let Some(fixture) = &semantics.fixture {
        return Value::from(format!("${{{fixture}}}"));
    }
    if let Some((code, _)) = row.codes().next() {
        return row.code_value(code);
    }
    match semantics.paging {
        Some(Paging::Page) => return Value::from(1),
        Some(Paging::Size) => return Value::from(semantics.default.unwrap_or(10)),
        _ => {}
    }
    if semantics.value == Some(ValueClass::Marker) {
        let index: usize = pointer.split('/').filter_map(|part| part.parse::<usize>().ok()).sum();
        return Value::from(if index == 0 { "${marker}".to_owned() } else { format!("${{marker}}-{index}") });
    }
    match row.value_type() {
        ValueType::Number => Value::from(semantics.range.map_or(1, |range| range.min)),
        _ => Value::from(format!("${{make.{}.{pointer}}}", class_of(semantics))),
    }
}

/// A day takes the notation of its row.
pub(super) fn class_of(semantics: &Semantics) -> &'static str {
    match semantics.format.as_deref() {
        Some("calendar-date") => "written-date",
        Some("padded-calendar-date") => "padded-date",
        _ => class_name(semantics.value),
    }
}

fn class_name(class: Option<ValueClass>) -> &'static str {
    match class {
        None | Some(ValueClass::Word) => "word",
        Some(ValueClass::Marker) => "marker",
        Some(ValueClass::PersonName) => "person-name",
        Some(ValueClass::Phone) => "phone",
        Some(ValueClass::RegionName) => "region-name",
        Some(ValueClass::RegionCode) => "region-code",
        Some(ValueClass::Address) => "address",
        Some(ValueClass::Postcode) => "postcode",
        Some(ValueClass::IdentityNumber) => "identity-number",
        Some(ValueClass::Number) => "number",
        Some(ValueClass::Date) => "date",
        Some(ValueClass::Account) => "account",
        Some(ValueClass::Use) => "use",
    }
}

/// Applies edits to a request template.
///
/// # Errors
/// The name of a variable without a value.
pub fn apply(request: &mut Value, edits: &[Edit], values: &mut dyn Values) -> Result<(), String> {
    for edit in edits {
        match edit {
            Edit::Set(pointer, value) => {
                let pointer = fill_text(pointer, values)?;
                set(request, &pointer, value.clone());
            }
            Edit::Remove(pointer) => remove(request, &fill_text(pointer, values)?),
            Edit::Repeat(pointer, count) => repeat(request, &fill_text(pointer, values)?, *count),
        }
    }
    Ok(())
}

/// Puts the values into a template. A text that is one variable takes the variable's JSON type.
///
/// # Errors
/// The name of a variable without a value.
pub fn fill(template: &Value, values: &mut dyn Values) -> Result<Value, String> {
    Ok(match template {
        Value::String(text) => match text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
            Some(name) if !name.contains("${") => values.lookup(name)?,
            _ => Value::String(fill_text(text, values)?),
        },
        Value::Array(items) => Value::Array(items.iter().map(|item| fill(item, values)).collect::<Result<_, _>>()?),
        Value::Object(members) => {
            let mut filled = Map::new();
            for (key, value) in members {
                filled.insert(fill_text(key, values)?, fill(value, values)?);
            }
            Value::Object(filled)
        }
        other => other.clone(),
    })
}

fn fill_text(text: &str, values: &mut dyn Values) -> Result<String, String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        filled.push_str(&rest[..start]);
        let Some(end) = rest[start..].find('}') else { break };
        match values.lookup(&rest[start + 2..start + end])? {
            Value::String(value) => filled.push_str(&value),
            other => filled.push_str(&other.to_string()),
        }
        rest = &rest[start + end + 1..];
    }
    filled.push_str(rest);
    Ok(filled)
}

fn unescape(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

fn set(request: &mut Value, pointer: &str, value: Value) {
    let mut place = request;
    for part in pointer.split('/').skip(1).map(unescape) {
        if let (Value::Array(items), Ok(index)) = (&*place, part.parse::<usize>()) {
            let missing = (index + 1).saturating_sub(items.len());
            let Value::Array(items) = place else { return };
            items.extend(std::iter::repeat_n(Value::Null, missing.min(64)));
            let Some(item) = items.get_mut(index) else { return };
            place = item;
        } else {
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            let Value::Object(members) = place else { return };
            place = members.entry(part).or_insert(Value::Null);
        }
    }
    *place = value;
}

fn remove(request: &mut Value, pointer: &str) {
    let Some((parent, last)) = pointer.rsplit_once('/') else { return };
    match request.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.shift_remove(&unescape(last));
        }
        Some(Value::Array(items)) => {
            if let Some(index) = last.parse::<usize>().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

fn repeat(request: &mut Value, pointer: &str, count: usize) {
    let first = format!("{pointer}/0/");
    let Some(Value::Array(items)) = request.pointer_mut(pointer) else { return };
    let Some(item) = items.first().cloned() else { return };
    for index in items.len()..count {
        items.push(renumber(&item, &first, &format!("{pointer}/{index}/"), index));
    }
}

/// A copied item draws values of its own: its variables are named after its own place.
fn renumber(item: &Value, from: &str, to: &str, index: usize) -> Value {
    match item {
        Value::String(text) if text == "${marker}" => Value::from(format!("${{marker}}-{index}")),
        Value::String(text) => Value::from(text.replace(from, to)),
        Value::Array(items) => Value::Array(items.iter().map(|item| renumber(item, from, to, index)).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(key, value)| (key.clone(), renumber(value, from, to, index))).collect())
        }
        other => other.clone(),
    }
}
