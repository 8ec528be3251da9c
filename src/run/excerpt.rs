//! What an exchange looked like around the place of a finding: little enough for a report, and the offending value always in it.

use serde_json::Value;

use super::conclude::{long_masked, mask_value};
use crate::check::{Seen, locate};
use crate::observation::{Answer, Body, Masker};
use crate::standard::Standard;
use crate::verdict::{Excerpt, Finding};

/// Members and items shown on each side of the place, and on each side of what it stands in.
const NEAR: usize = 6;
const AROUND: usize = 5;
/// Members shown of an object in which one is missing, or of an answer without a place.
const ALL: usize = 24;
/// Characters of the offending value, of its neighbours, and of names.
const VALUE: usize = 300;
const NEIGHBOUR: usize = 80;
const NAME: usize = 60;
/// Levels that are drawn; a deeper way is cut at its beginning.
const LEVELS: usize = 12;
/// Texts of more bytes are not masked only to be cut.
const MASKABLE: usize = 2_000;

/// Of what excerpts are made.
pub(super) struct Excerpts<'a> {
    pub standard: &'a Standard,
    pub masker: &'a Masker,
}

impl Excerpts<'_> {
    /// Adds the answer to a finding; where the finding is about what was sent, that as well.
    pub fn add(&self, finding: &mut Finding, seen: &Seen) {
        let about_request = finding.code.is_about_request();
        let Some(operation) = self.standard.operation(&seen.operation) else { return };
        if about_request && !finding.pointer.is_empty() {
            finding.sent = Some(self.draw(&operation.request, &seen.request, &finding.pointer));
        }
        let Ok(answer) = &seen.answer else { return };
        let pointer = if about_request { "" } else { &finding.pointer };
        finding.answer = Some(self.answer(&operation.response, answer, (&seen.body, pointer)));
    }

    fn answer(&self, table: &str, answer: &Answer, (read, pointer): (&Value, &str)) -> Excerpt {
        let mut excerpt = match &answer.body {
            Body::Json(sent) => {
                // A place is one of the answer as it was read; what was mended to read it has another there.
                let value = if reached(sent, pointer) >= reached(read, pointer) { sent } else { read };
                self.draw(table, value, pointer)
            }
            Body::NotJson { excerpt, .. } => {
                let text = long_masked(&self.masker.mask(excerpt));
                Excerpt { value: Some(text), ..Excerpt::default() }
            }
            Body::Empty => Excerpt::default(),
        };
        excerpt.status = Some(answer.status);
        excerpt
    }

    fn draw(&self, table: &str, value: &Value, pointer: &str) -> Excerpt {
        let mut drawing = Drawing { of: self, table, at: String::new(), excerpt: Excerpt::default() };
        let path: Vec<String> = pointer.split('/').skip(1).map(name).collect();
        if path.is_empty() {
            drawing.excerpt.before = drawing.whole(value);
            return drawing.excerpt;
        }
        drawing.level(value, &path, (0, path.len().saturating_sub(LEVELS)));
        drawing.excerpt
    }
}

/// How many parts of a pointer lead somewhere.
fn reached(value: &Value, pointer: &str) -> usize {
    let parts = pointer.split('/').skip(1).map(name);
    let mut at = Some(value);
    parts
        .take_while(|part| {
            at = at.and_then(|value| child(value, part));
            at.is_some()
        })
        .count()
}

fn child<'v>(value: &'v Value, part: &str) -> Option<&'v Value> {
    match value {
        Value::Object(members) => members.get(part),
        Value::Array(items) => part.parse::<usize>().ok().and_then(|place| items.get(place)),
        _ => None,
    }
}

/// A part of a JSON pointer as the name that it stands for.
fn name(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// An excerpt while it is drawn.
struct Drawing<'a> {
    of: &'a Excerpts<'a>,
    table: &'a str,
    /// Pointer of what is drawn.
    at: String,
    excerpt: Excerpt,
}

impl Drawing<'_> {
    /// Draws a value and, within it, the way to the place: this deep, and not before this depth.
    fn level(&mut self, value: &Value, path: &[String], (depth, from): (usize, usize)) {
        let Some((part, rest)) = path.split_first() else {
            self.excerpt.value = Some(self.shown(value, VALUE));
            return;
        };
        let entries = entries(value);
        if entries.is_empty() && !value.is_object() && !value.is_array() {
            // No member can stand in a text or number: it stands in the way itself.
            self.excerpt.value = Some(self.shown(value, VALUE));
            return;
        }
        let is_list = value.is_array();
        let place = entries.iter().position(|(name, _)| name == part);
        let drawn = depth >= from;
        let indent = "  ".repeat(depth.saturating_sub(from));
        let near = match (rest.is_empty(), place) {
            (_, None) => ALL,
            (true, _) => NEAR,
            (false, _) => AROUND,
        };
        let end = place.unwrap_or(entries.len());
        if drawn {
            let begin = end.saturating_sub(near);
            let elided = if begin > 0 { format!("{indent}  …\n") } else { String::new() };
            let before = entries.get(begin..end).unwrap_or_default();
            let lines: String = before.iter().map(|entry| self.neighbour(entry, is_list, &indent) + ",\n").collect();
            let label = if is_list { String::new() } else { format!("{}: ", self.label(part)) };
            let open = if is_list { '[' } else { '{' };
            self.excerpt.before.push_str(&format!("{open}\n{elided}{lines}{indent}  {label}"));
        }
        if let Some((_, inner)) = place.and_then(|place| entries.get(place)) {
            let length = self.at.len();
            self.at.push_str(&format!("/{part}"));
            self.level(inner, rest, (depth + 1, from));
            self.at.truncate(length);
        }
        if drawn {
            let after = place.map_or(entries.len(), |place| place + 1);
            let behind = entries.get(after..).unwrap_or_default();
            let lines = behind.iter().take(near).map(|entry| self.neighbour(entry, is_list, &indent));
            let elided = (behind.len() > near).then(|| format!("{indent}  …"));
            let lines: String = lines.chain(elided).map(|line| format!(",\n{line}")).collect();
            let close = if is_list { ']' } else { '}' };
            self.excerpt.behind.push_str(&format!("{lines}\n{indent}{close}"));
        }
    }

    /// A value without a place to look at.
    fn whole(&self, value: &Value) -> String {
        let entries = entries(value);
        if entries.is_empty() {
            return self.shown(value, VALUE);
        }
        let lines = entries.iter().take(ALL).map(|entry| self.neighbour(entry, value.is_array(), ""));
        let elided = (entries.len() > ALL).then(|| "  …".to_owned());
        let (open, close) = if value.is_array() { ('[', ']') } else { ('{', '}') };
        format!("{open}\n{}\n{close}", lines.chain(elided).collect::<Vec<_>>().join(",\n"))
    }

    /// A line beside the place. What no row knows may be anybody's: its name is enough.
    fn neighbour(&self, (name, value): &(String, &Value), is_list: bool, indent: &str) -> String {
        let shown = match value {
            Value::Object(members) if members.is_empty() => "{}".to_owned(),
            Value::Array(items) if items.is_empty() => "[]".to_owned(),
            Value::Object(_) => "{…}".to_owned(),
            Value::Array(_) => "[…]".to_owned(),
            Value::Null | Value::Bool(_) => value.to_string(),
            Value::String(_) | Value::Number(_) => {
                let known = locate(self.of.standard, self.table, &format!("{}/{name}", self.at)).is_some();
                if known { self.shown(value, NEIGHBOUR) } else { "…".to_owned() }
            }
        };
        if is_list { format!("{indent}  {shown}") } else { format!("{indent}  {}: {shown}", self.label(name)) }
    }

    fn label(&self, name: &str) -> String {
        cut(&Value::from(self.of.masker.mask(name)).to_string(), NAME)
    }

    fn shown(&self, value: &Value, limit: usize) -> String {
        match value {
            Value::String(text) if text.len() > MASKABLE && limit < VALUE => "\"…\"".to_owned(),
            value => cut(&mask_value(value, self.of.masker).to_string(), limit),
        }
    }
}

fn entries(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(place, item)| (place.to_string(), item)).collect(),
        _ => Vec::new(),
    }
}

fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
