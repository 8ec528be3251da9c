//! From what a case names to the tables: pointers, and names of members.

use super::sheet::Stray;
use crate::standard::{Row, Standard, Table, ValueType};

/// What a pointer leads to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Spot<'s> {
    /// An object with the members of a table.
    Object(&'s Table),
    /// A list of such objects.
    List(&'s Table),
    /// Either.
    Either(&'s Table),
    /// A value without members.
    Leaf(&'s Row),
    /// What the tables do not rule, or only a run knows.
    Open,
}

impl<'s> Spot<'s> {
    /// The table of the object or of the items; none where nothing is ruled.
    pub fn table(self) -> Option<&'s Table> {
        match self {
            Self::Object(table) | Self::List(table) | Self::Either(table) => Some(table),
            Self::Leaf(_) | Self::Open => None,
        }
    }
}

/// Begins a variable that is the name of a member.
const NAMES: &str = "${names.";

/// What a pointer leads to in a message of this table.
pub(super) fn walk<'s>(standard: &'s Standard, table: &str, pointer: &str) -> Result<Spot<'s>, Stray> {
    let mut spot = standard.table(table).map_or(Spot::Open, Spot::Object);
    if !pointer.is_empty() && !pointer.starts_with('/') {
        let no_pointer = Stray::new(pointer, format!("`{pointer}` is no JSON pointer"), []);
        return Err(no_pointer.advising(format!("write `/{pointer}`")));
    }
    let mut before = String::new();
    for part in parts(pointer) {
        before.push('/');
        spot = step(standard, spot, part).map_err(|stray| stray.behind(&before))?;
        before.push_str(part);
    }
    Ok(spot)
}

/// The parts of a pointer. A variable stands for one part, whatever its name holds.
fn parts(pointer: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, letter) in pointer.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '/' if depth == 0 => {
                parts.push(&pointer[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&pointer[start..]);
    parts.split_off(1)
}

fn step<'s>(standard: &'s Standard, spot: Spot<'s>, part: &str) -> Result<Spot<'s>, Stray> {
    let is_place = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match spot {
        Spot::Open => Ok(Spot::Open),
        Spot::List(table) | Spot::Either(table) if is_place => Ok(Spot::Object(table)),
        Spot::List(_) if part.contains("${") => Ok(Spot::Open),
        Spot::List(_) => {
            let stray = Stray::new(part, format!("`{part}` stands in the items of a list"), []);
            Err(stray.advising(format!("name the item: `0/{part}`")))
        }
        Spot::Object(table) | Spot::Either(table) => {
            let name = unescape(part);
            // The reader of cases puts the target's name in the place of the one that the text implies.
            let row = match table.written(&name) {
                Some(row) => Some(row),
                None => member(standard, table, &name)?,
            };
            Ok(row.map_or(Spot::Open, |row| spot_of(standard, row)))
        }
        Spot::Leaf(row) => {
            Err(Stray::new(part, format!("no member `{part}`: `{}` is no object and no list", row.name()), []))
        }
    }
}

fn unescape(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

fn spot_of<'s>(standard: &'s Standard, row: &'s Row) -> Spot<'s> {
    match (row.value_type(), standard.members_of(row)) {
        (ValueType::Objects, Some(table)) => Spot::List(table),
        (ValueType::ObjectOrObjects, Some(table)) => Spot::Either(table),
        (_, Some(table)) => Spot::Object(table),
        (kind, None) if kind.is_structured() || kind == ValueType::Unstated => Spot::Open,
        (_, None) => Spot::Leaf(row),
    }
}

/// The row of a member by its name; none where the table cannot tell: the name is known in a run, or a row has none.
pub(super) fn member<'s>(standard: &'s Standard, table: &'s Table, name: &str) -> Result<Option<&'s Row>, Stray> {
    if let Some(local) = name.strip_prefix(NAMES).and_then(|rest| rest.strip_suffix('}')) {
        return named(standard, table, local);
    }
    let is_nameless = |row: &Row| row.part.is_none() && !row.is_named();
    match table.row(name) {
        Some(row) => Ok(Some(row)),
        None if name.contains("${") || table.rows.iter().any(is_nameless) => Ok(None),
        None => {
            let names: Vec<&str> = table.members().map(Row::name).collect();
            Err(Stray::new(
                name,
                format!("no member `{name}` in table {}: it has {}", table.id, names.join(", ")),
                names,
            ))
        }
    }
}

/// The row whose name `${names.LOCAL}` is, which has to be one of this table.
fn named<'s>(standard: &'s Standard, table: &'s Table, local: &str) -> Result<Option<&'s Row>, Stray> {
    if let Some((of, row)) = standard.row(local)
        && of.id == table.id
    {
        return Ok(Some(row));
    }
    let ids: Vec<String> = table.rows.iter().map(|row| table.local_id(row)).collect();
    let message = format!("`{local}` is no row of table {}, whose members stand here", table.id);
    Err(Stray::new(local, message, ids.iter().map(String::as_str)))
}

/// What a row tells of the members below it, for a value that is written out.
pub(super) fn below<'s>(standard: &'s Standard, row: Option<&'s Row>) -> Spot<'s> {
    row.map_or(Spot::Open, |row| spot_of(standard, row))
}
