//! The answer as read: keys trimmed, single objects wrapped into lists, so that the rest stays visible.
//!
//! What was mended is noted and judged by the `rows` check; nothing is mended silently.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::pointer::at;
use crate::standard::{Row, Standard, Table, ValueType};
use crate::verdict::FindingCode;

/// Something that was mended.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Local id of the row.
    pub local: String,
    /// What was wrong.
    pub code: FindingCode,
    /// JSON pointer in the answer as read.
    pub pointer: String,
    /// The key or value as sent.
    pub actual: Value,
    /// The text allows either shape.
    pub free: bool,
}

/// Reads an answer by its table. An envelope inside another object is taken out of it, which the `envelope` check tells.
pub fn read(standard: &Standard, table: &str, body: &Value) -> (Value, Vec<Note>) {
    let mut notes = Vec::new();
    let body = wrapped(standard, body).map_or(body, |(_, inner)| inner);
    let value = match standard.table(table) {
        Some(table) => object(standard, table, &gathered(standard, table, body), "", &mut notes),
        None => body.clone(),
    };
    (value, notes)
}

/// The answer with the objects that a target does not have: their members, which stand in their place, are put into them.
fn gathered<'v>(standard: &Standard, table: &Table, body: &'v Value) -> Cow<'v, Value> {
    let open: Vec<&Row> = table.members().filter(|row| row.stands_open).collect();
    let (Value::Object(members), false) = (body, open.is_empty()) else { return Cow::Borrowed(body) };
    let mut read = members.clone();
    for row in open {
        let Some(inner) = standard.members_of(row) else { continue };
        let is_its = |key: &str| inner.row(key).is_some() || near(inner, key).is_some();
        let (own, rest): (Map<String, Value>, Map<String, Value>) = read.into_iter().partition(|(key, _)| is_its(key));
        read = rest;
        if !own.is_empty() {
            read.insert(row.name().to_owned(), Value::Object(own));
        }
    }
    Cow::Owned(Value::Object(read))
}

/// The envelope that stands inside another object, with the name that it has there: a framework has put its own around it.
pub(super) fn wrapped<'v>(standard: &Standard, body: &'v Value) -> Option<(&'v str, &'v Value)> {
    let code = standard.envelope.code.as_str();
    if at(body, code).is_some() {
        return None;
    }
    let mut inside = body.as_object()?.iter().filter(|(_, inner)| at(inner, code).is_some());
    let (name, inner) = inside.next()?;
    inside.next().is_none().then_some((name.as_str(), inner))
}

fn object(standard: &Standard, table: &Table, value: &Value, pointer: &str, notes: &mut Vec<Note>) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let mut read = Map::with_capacity(members.len());
    let mut strangers = Vec::new();
    let mut row = table.lookup();
    for (key, value) in members {
        match row(key) {
            Some(row) => {
                read.insert(key.clone(), member(standard, table, row, value, pointer, notes));
            }
            None => strangers.push((key, value)),
        }
    }
    for (key, value) in strangers {
        match near(table, key) {
            Some((row, code)) => {
                let at = format!("{pointer}/{}", row.name());
                notes.push(Note {
                    local: table.local_id(row),
                    code,
                    pointer: at.clone(),
                    actual: key.clone().into(),
                    free: false,
                });
                if !read.contains_key(row.name()) {
                    let value = member(standard, table, row, value, pointer, notes);
                    read.insert(row.name().to_owned(), value);
                }
            }
            None => {
                read.insert(key.clone(), value.clone());
            }
        }
    }
    Value::Object(read)
}

fn near<'t>(table: &'t Table, key: &str) -> Option<(&'t Row, FindingCode)> {
    let trimmed = key.trim();
    if trimmed != key
        && let Some(row) = table.row(trimmed)
    {
        return Some((row, FindingCode::PaddedKey));
    }
    let row = table.members().find(|row| row.name().eq_ignore_ascii_case(trimmed))?;
    Some((row, FindingCode::MiscasedKey))
}

fn member(standard: &Standard, table: &Table, row: &Row, value: &Value, above: &str, notes: &mut Vec<Note>) -> Value {
    let Some(inner) = standard.members_of(row) else { return value.clone() };
    let pointer = format!("{above}/{}", row.name());
    match (row.value_type(), value) {
        (ValueType::Objects | ValueType::ObjectOrObjects, Value::Array(items)) => {
            if row.value_type() == ValueType::ObjectOrObjects {
                let (local, actual) = (table.local_id(row), value.clone());
                notes.push(Note {
                    local,
                    code: FindingCode::BeyondPrint,
                    pointer: pointer.clone(),
                    actual,
                    free: true,
                });
            }
            let items = items.iter().enumerate();
            let items = items.map(|(i, item)| object(standard, inner, item, &format!("{pointer}/{i}"), notes));
            Value::Array(items.collect())
        }
        (kind @ (ValueType::Objects | ValueType::ObjectOrObjects), Value::Object(members)) => {
            if kind == ValueType::Objects {
                notes.push(Note {
                    local: table.local_id(row),
                    code: FindingCode::WrongType,
                    pointer: pointer.clone(),
                    actual: Value::Object(members.clone()),
                    free: false,
                });
            }
            Value::Array(vec![object(standard, inner, value, &format!("{pointer}/0"), notes)])
        }
        _ => object(standard, inner, value, &pointer, notes),
    }
}

/// The rows of an answer, each at every object where it may stand; members before what holds them.
#[derive(Debug, Default)]
pub struct Places<'s, 'v> {
    objects: Vec<Object<'v>>,
    members: Vec<Member<'s, 'v>>,
}

/// An object of an answer.
#[derive(Debug)]
struct Object<'v> {
    members: &'v Map<String, Value>,
    /// The object that holds it, under which name; none for the answer itself.
    within: Option<(usize, &'v str)>,
    /// Its place in the list under that name.
    item: Option<usize>,
}

/// A row at an object.
#[derive(Debug)]
struct Member<'s, 'v> {
    table: &'s Table,
    row: &'s Row,
    value: Option<&'v Value>,
    object: usize,
}

/// A row where it stands in an answer.
#[derive(Debug, Clone, Copy)]
pub struct Instance<'s, 'v, 'p> {
    /// Its table.
    pub table: &'s Table,
    /// The row.
    pub row: &'s Row,
    /// The value, if the member is there.
    pub value: Option<&'v Value>,
    /// The object that has or lacks the member.
    pub object: &'v Map<String, Value>,
    objects: &'p [Object<'v>],
    place: usize,
}

impl Instance<'_, '_, '_> {
    /// JSON pointer of the value, whether it is there or not.
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        write(self.objects, self.place, &mut pointer);
        pointer.push('/');
        pointer.push_str(self.row.name());
        pointer
    }
}

fn write(objects: &[Object<'_>], place: usize, pointer: &mut String) {
    let Some(object) = objects.get(place) else { return };
    if let Some((above, name)) = object.within {
        write(objects, above, pointer);
        pointer.push('/');
        pointer.push_str(name);
    }
    if let Some(item) = object.item {
        pointer.push('/');
        pointer.push_str(&item.to_string());
    }
}

impl<'s, 'v> Places<'s, 'v> {
    /// The rows of a table, and of the tables below it, in a body.
    pub fn of(standard: &'s Standard, table: &str, body: &'v Value) -> Self {
        let mut places = Self::default();
        if let Some(table) = standard.table(table) {
            places.object(standard, table, body, (None, None));
        }
        places
    }

    /// Every row at every object.
    pub fn iter(&self) -> impl Iterator<Item = Instance<'s, 'v, '_>> {
        self.members.iter().filter_map(|member| {
            let Member { table, row, value, object: place } = *member;
            let object = self.objects.get(place)?.members;
            Some(Instance { table, row, value, object, objects: &self.objects, place })
        })
    }

    fn object(
        &mut self,
        standard: &'s Standard,
        table: &'s Table,
        value: &'v Value,
        (within, item): (Option<(usize, &'v str)>, Option<usize>),
    ) {
        let Value::Object(members) = value else { return };
        let place = self.objects.len();
        self.objects.push(Object { members, within, item });
        // Most answers follow the order of the table: then nothing has to be looked up.
        let mut in_order = members.iter().peekable();
        for row in table.members() {
            let next = in_order.next_if(|(name, _)| *name == row.name());
            let found = next.or_else(|| members.get_key_value(row.name()));
            if let Some((name, value)) = found
                && let Some(inner) = standard.members_of(row)
            {
                let within = Some((place, name.as_str()));
                match value {
                    Value::Array(items) => {
                        for (index, item) in items.iter().enumerate() {
                            self.object(standard, inner, item, (within, Some(index)));
                        }
                    }
                    value => self.object(standard, inner, value, (within, None)),
                }
            }
            self.members.push(Member { table, row, value: found.map(|(_, value)| value), object: place });
        }
    }
}

/// Visits every row of a table at every object where it may stand.
pub fn visit<'s, 'v>(standard: &'s Standard, table: &str, body: &'v Value, see: &mut dyn FnMut(Instance<'s, 'v, '_>)) {
    Places::of(standard, table, body).iter().for_each(see);
}
