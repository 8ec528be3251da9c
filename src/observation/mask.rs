//! Masking of credentials and personal data, wherever they recur and however they are encoded.

mod base64;
mod number;
mod table;
mod trace;
mod view;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use table::Table;
use trace::Traces;

/// What is shown instead of a personal value.
pub const MASKED: &str = "***";

const PERSONAL: &str = MASKED;

/// Values that wait until they are worth a table of their own.
const PENDING: usize = 64;

/// Replaces what must not leave a run: credentials by the name they came from, personal data by `***`.
///
/// A value is found as it is, in base64 as a whole, and behind up to two layers of JSON escapes, percent encoding,
/// full-width digits and HTML escapes, in any mixture. Where values overlap, all of the overlap goes; a credential's name wins over `***`,
/// the longer value over the shorter. A credential of six characters and more is also found in another case, reversed,
/// in hexadecimal and within a longer base64; twelve characters of it in a row are enough.
///
/// A value of less than two characters, of punctuation alone, or `null`, `true` or `false` would be found everywhere:
/// it is masked only where it is the whole text or a whole JSON string. A personal value of two or three ASCII letters
/// or digits is masked only where no letter or digit stands beside it. Values that the run made up itself are shown.
#[derive(Clone, Default)]
pub struct Masker {
    /// What is masked as well, shared with others.
    below: Option<Arc<Masker>>,
    /// Every value added, with what is shown instead; none: made up by the run.
    values: HashMap<String, Option<String>>,
    /// Tables of growing size: adding a value never makes all of them anew.
    tables: Vec<Table>,
    pending: Vec<(String, Option<String>)>,
    /// The table of what is pending, made when it is first needed.
    pending_table: OnceLock<Table>,
    /// What gives a credential away without being it.
    traces: Vec<Arc<Traces>>,
    /// Numbers that have the form of a person's are masked, whatever they are.
    numbers: bool,
}

/// Digits that make a number long enough to be somebody's.
const LONG_NUMBER: usize = 4;

/// A part of a text that is to be replaced.
#[derive(Debug, Clone, Copy)]
struct Find<'a> {
    start: usize,
    end: usize,
    /// What is shown instead; none: the run's own value, which is kept.
    shown: Option<&'a str>,
    /// It is a credential, or part of one.
    secret: bool,
    /// Bytes of the value as it is.
    weight: usize,
}

impl Masker {
    /// Masks what another does, and what is added to this one alone.
    pub fn over(below: Arc<Masker>) -> Self {
        Self { below: Some(below), ..Self::default() }
    }

    /// Masks phone and identity numbers too that nobody announced, by their form.
    pub fn with_numbers(self) -> Self {
        Self { numbers: true, ..self }
    }

    /// Adds a credential that is shown as this placeholder. An empty one is ignored.
    pub fn add_secret(&mut self, secret: &str, placeholder: &str) {
        if !self.is_secret(secret) {
            self.traces.push(Traces::of(secret));
        }
        self.add(secret, Some(placeholder.to_owned()));
    }

    /// Adds a personal value that is shown as `***`, unless it is a credential or the run's own. An empty one is
    /// ignored.
    pub fn add_personal(&mut self, value: &str) {
        if self.known(value).is_none() {
            self.add(value, Some(PERSONAL.to_owned()));
        }
    }

    /// Adds a value that the run made up: it is shown even if it is, or contains, a personal value. A credential stays
    /// masked.
    pub fn add_own(&mut self, value: &str) {
        if !self.is_secret(value) {
            self.add(value, None);
        }
    }

    /// The text without any of the values added. JSON stays JSON.
    pub fn mask(&self, text: &str) -> String {
        if let Some(Some(shown)) = self.known(text) {
            return shown.clone();
        }
        let groups = groups(self.finds(text));
        let mut replaced = groups.iter().flat_map(|group| text.bytes().take(group.end).skip(group.start));
        let syntax = replaced.any(|byte| byte == b'"' || byte == b'\\');
        let masked = replace(text, &groups);
        if syntax && text.trim_start().starts_with(['{', '[']) { self.repaired(text, masked) } else { masked }
    }

    /// A value with quotes or backslashes in it may have been found across the end of a string: JSON that was torn by
    /// that is masked member by member instead, and written anew.
    fn repaired(&self, text: &str, masked: String) -> String {
        if serde_json::from_str::<IgnoredAny>(&masked).is_ok() {
            return masked;
        }
        serde_json::from_str::<Value>(text).map_or(masked, |value| self.mask_value(&value).to_string())
    }

    /// The value with its strings and keys masked. A number is masked as a string where its digits are a value of four
    /// characters or more, or contain one.
    pub fn mask_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.mask(text)),
            Value::Array(list) => list.iter().map(|value| self.mask_value(value)).collect(),
            Value::Object(map) => {
                let mut masked = Map::new();
                for (key, value) in map {
                    masked.insert(unused(&masked, self.mask(key)), self.mask_value(value));
                }
                Value::Object(masked)
            }
            Value::Number(number) => {
                let text = number.to_string();
                let mut finds = self.finds(&text);
                finds.retain(|find| find.weight >= LONG_NUMBER);
                let masked = replace(&text, &groups(finds));
                if masked == text { value.clone() } else { Value::String(masked) }
            }
            Value::Null | Value::Bool(_) => value.clone(),
        }
    }

    fn is_secret(&self, value: &str) -> bool {
        self.known(value).and_then(Option::as_deref).is_some_and(|shown| shown != PERSONAL)
    }

    /// What a value added here or below is shown as.
    fn known(&self, value: &str) -> Option<&Option<String>> {
        self.values.get(value).or_else(|| self.below.as_ref()?.known(value))
    }

    fn add(&mut self, value: &str, shown: Option<String>) {
        if value.is_empty() || self.values.get(value) == Some(&shown) {
            return;
        }
        let replaced = self.values.insert(value.to_owned(), shown.clone()).is_some();
        self.pending_table = OnceLock::new();
        if replaced {
            // A value changed its meaning, which is rare: begin again with one table of all.
            self.pending.clear();
            self.tables = vec![Table::new(self.values.clone().into_iter().collect())];
            return;
        }
        self.pending.push((value.to_owned(), shown));
        if self.pending.len() >= PENDING {
            self.settle();
        }
    }

    /// Makes what is pending a table, joined with those that are not much larger.
    fn settle(&mut self) {
        let mut values = std::mem::take(&mut self.pending);
        while let Some(table) = self.tables.pop_if(|table| table.len() <= 2 * values.len()) {
            values.extend(table.into_values());
        }
        self.tables.push(Table::new(values));
    }

    fn finds(&self, text: &str) -> Vec<Find<'_>> {
        let mut finds = Vec::new();
        if !self.is_empty() {
            view::each(text, &mut |view| self.look(view, &mut finds));
        }
        finds
    }

    fn is_empty(&self) -> bool {
        self.values.is_empty() && !self.numbers && self.below.as_ref().is_none_or(|below| below.is_empty())
    }

    fn look<'a>(&'a self, view: &view::View<'_>, finds: &mut Vec<Find<'a>>) {
        let pending =
            (!self.pending.is_empty()).then(|| self.pending_table.get_or_init(|| Table::new(self.pending.clone())));
        self.tables.iter().chain(pending).for_each(|table| table.find(view, finds));
        self.traces.iter().for_each(|traces| traces.find(view, finds));
        if self.numbers {
            number::find(view, finds);
        }
        if let Some(below) = &self.below {
            below.look(view, finds);
        }
    }
}

impl fmt::Debug for Masker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What it hides must not appear in a log of its own making.
        f.debug_struct("Masker").field("values", &self.values.len()).finish()
    }
}

/// A key that the map does not have: masked keys may be the same, and no member may be lost by that.
fn unused(map: &Map<String, Value>, key: String) -> String {
    if !map.contains_key(&key) {
        return key;
    }
    (2..).map(|count| format!("{key} ({count})")).find(|key| !map.contains_key(key)).unwrap_or(key)
}

/// The text with every overlapping group of finds replaced by what the weightiest of them shows.
fn replace(text: &str, groups: &[Find<'_>]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = 0;
    for group in groups {
        // Finds begin and end with characters; were that ever wrong, more would go, not less.
        let start = (0..=group.start).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0).max(rest);
        let end = (group.end..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len()).max(start);
        masked.push_str(&text[rest..start]);
        masked.push_str(group.shown.unwrap_or(PERSONAL));
        rest = end;
    }
    masked.push_str(&text[rest..]);
    masked
}

/// Overlapping finds as one, in the order of the text, without those inside the run's own values.
fn groups(finds: Vec<Find<'_>>) -> Vec<Find<'_>> {
    let (mut own, mut found): (Vec<_>, Vec<_>) = finds.into_iter().partition(|find| find.shown.is_none());
    own.sort_by_key(|own| own.start);
    // How far the own values reach that begin at or before each.
    let reach = own.iter_mut().fold(0, |reach: usize, own| {
        own.end = own.end.max(reach);
        own.end
    });
    let inside = |find: &Find<'_>| {
        let begun = own.partition_point(|own| own.start <= find.start);
        find.end <= reach && begun.checked_sub(1).and_then(|last| own.get(last)).is_some_and(|own| find.end <= own.end)
    };
    found.retain(|find| find.secret || !inside(find));
    found.sort_by_key(|find| find.start);
    let mut groups: Vec<Find<'_>> = Vec::new();
    for find in found {
        match groups.last_mut() {
            Some(group) if find.start < group.end => {
                let rank = |find: &Find<'_>| (find.secret, find.weight);
                if rank(&find) > rank(group) {
                    (group.shown, group.secret, group.weight) = (find.shown, find.secret, find.weight);
                }
                group.end = group.end.max(find.end);
            }
            _ => groups.push(find),
        }
    }
    groups
}

#[cfg(test)]
#[path = "../../tests/wire/mask.rs"]
mod tests;
