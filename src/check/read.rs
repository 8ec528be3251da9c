//! The answer as read: keys trimmed, single objects wrapped into lists, so that the rest stays visible.
//!
//! What was mended is noted and judged by the `rows` check; nothing is mended silently.

use serde_json::{Map, Value};

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
        Some(table) => object(standard, table, body, "", &mut notes),
        None => body.clone(),
    };
    (value, notes)
}

/// The envelope that stands inside another object, with the name that it has there: a framework has put its own around it.
pub(super) fn wrapped<'v>(standard: &Standard, body: &'v Value) -> Option<(&'v str, &'v Value)> {
    let code = standard.envelope.code.as_str();
    if body.pointer(code).is_some() {
        return None;
    }
    let mut inside = body.as_object()?.iter().filter(|(_, inner)| inner.pointer(code).is_some());
    let (name, inner) = inside.next()?;
    inside.next().is_none().then_some((name.as_str(), inner))
}

fn object(standard: &Standard, table: &Table, value: &Value, pointer: &str, notes: &mut Vec<Note>) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let mut read = Map::with_capacity(members.len());
    let mut strangers = Vec::new();
    for (key, value) in members {
        match table.row(key) {
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
    let Some(inner) = row.members.as_ref().and_then(|members| standard.table(&members.value)) else {
        return value.clone();
    };
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

/// Where a value stands: built on the stack while an answer is visited, written out only when somebody asks.
#[derive(Clone, Copy)]
struct Path<'p> {
    above: Option<&'p Path<'p>>,
    part: Part<'p>,
}

#[derive(Clone, Copy)]
enum Part<'p> {
    Root,
    Member(&'p str),
    Item(usize),
}

impl<'p> Path<'p> {
    fn below(&'p self, part: Part<'p>) -> Self {
        Self { above: Some(self), part }
    }

    fn write(&self, pointer: &mut String) {
        if let Some(above) = self.above {
            above.write(pointer);
        }
        match self.part {
            Part::Root => {}
            Part::Member(name) => {
                pointer.push('/');
                pointer.push_str(name);
            }
            Part::Item(index) => {
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
        }
    }
}

/// A row where it stands in an answer.
pub struct Instance<'s, 'v, 'p> {
    /// Its table.
    pub table: &'s Table,
    /// The row.
    pub row: &'s Row,
    /// The value, if the member is there.
    pub value: Option<&'v Value>,
    /// The object that has or lacks the member.
    pub object: &'v Map<String, Value>,
    path: Path<'p>,
}

impl Instance<'_, '_, '_> {
    /// JSON pointer of the value, whether it is there or not.
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        self.path.write(&mut pointer);
        pointer
    }
}

/// What is done at each row of an answer.
type See<'a, 's, 'v> = &'a mut dyn FnMut(Instance<'s, 'v, '_>);

/// Visits every row of a table at every object where it may stand.
pub fn visit<'s, 'v>(standard: &'s Standard, table: &str, body: &'v Value, see: See<'_, 's, 'v>) {
    if let Some(table) = standard.table(table) {
        visit_object(standard, table, body, &Path { above: None, part: Part::Root }, see);
    }
}

fn visit_object<'s, 'v>(
    standard: &'s Standard,
    table: &'s Table,
    value: &'v Value,
    path: &Path<'_>,
    see: See<'_, 's, 'v>,
) {
    let Value::Object(object) = value else { return };
    // Most answers follow the order of the table: then nothing has to be looked up.
    let mut in_order = object.iter().peekable();
    for row in table.members() {
        let path = path.below(Part::Member(row.name()));
        let next = in_order.next_if(|(name, _)| *name == row.name());
        let value = next.map(|(_, value)| value).or_else(|| object.get(row.name()));
        if let (Some(members), Some(value)) = (&row.members, value)
            && let Some(inner) = standard.table(&members.value)
        {
            match value {
                Value::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        visit_object(standard, inner, item, &path.below(Part::Item(index)), see);
                    }
                }
                value => visit_object(standard, inner, value, &path, see),
            }
        }
        see(Instance { table, row, path, value, object });
    }
}
