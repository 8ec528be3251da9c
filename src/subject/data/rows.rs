//! One row after the other, held to the rules of its columns.

use serde_json::{Value, json};

use super::moment::{Reading, moment};
use super::rules::{CheckDigitRule, Column, TableRules, ValueKind};
use super::tally::{Offender, Tally, Wrong, shown};
use crate::id::Aspect;
use crate::observation::{MASKED, Masker};
use crate::schema::Format;
use crate::verdict::FindingCode;

/// Where a row stands.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Its place in the order of rows: the line of a file, else the number of the row as it was read.
    pub order: u64,
    /// Whether that is a line.
    pub is_line: bool,
}

/// A cell: none where it is null.
pub type Cell<'a> = Option<&'a str>;

/// Judges rows of one table.
pub struct RowJudge<'r> {
    rules: &'r TableRules,
    /// Whether the source has the column.
    present: Vec<bool>,
    tally: Tally,
    masker: Masker,
    /// The last value of each column whose check digit was right: issuers recur from row to row.
    verified: Vec<String>,
}

impl<'r> RowJudge<'r> {
    /// For a source that has these columns, in the order of the rules.
    pub fn new(rules: &'r TableRules, present: Vec<bool>, offenders: usize) -> Self {
        let verified = vec![String::new(); rules.columns.len()];
        Self { rules, present, tally: Tally::new(offenders), masker: Masker::default().with_numbers(), verified }
    }

    /// Judges a row: one cell a column of the rules.
    pub fn row(&mut self, place: Place, cells: &[Cell<'_>]) {
        self.tally.rows += 1;
        let rules = self.rules;
        for (index, column) in rules.columns.iter().enumerate() {
            if self.present.get(index) == Some(&true) {
                self.cell(place, cells, index, column);
            }
        }
    }

    /// What was counted.
    pub fn finish(self) -> Tally {
        self.tally
    }

    fn cell(&mut self, place: Place, cells: &[Cell<'_>], index: usize, column: &Column) {
        let text = match cells.get(index).copied().flatten() {
            None => return self.nothing(place, cells, column, FindingCode::Null, Value::Null),
            Some(text) if text.trim().is_empty() => {
                return self.nothing(place, cells, column, FindingCode::Empty, json!(""));
            }
            Some(text) => text,
        };
        if let Some(code) = of_another_kind(text, column.kind) {
            let expected = if code == FindingCode::WrongFormat { WRITTEN } else { &column.declared };
            self.wrong(place, cells, column, (Aspect::Type, code, expected), text);
            return;
        }
        // No text has more characters than bytes.
        if let Some(max) = column.max
            && text.len() > max as usize
            && text.chars().count() > max as usize
        {
            // What is cut off may be what breaks its shape.
            self.wrong(place, cells, column, (Aspect::Length, FindingCode::TooLong, &column.declared), text);
            return;
        }
        let listed = || column.codes.iter().any(|code| code == text);
        let several = || column.several && is_several(text, &column.codes);
        if !(column.codes.is_empty() || listed() || several()) {
            let expected = column.codes.join("|");
            self.wrong(place, cells, column, (Aspect::Code, FindingCode::UnlistedCode, &expected), text);
        }
        self.shape(place, cells, index, column, text);
    }

    fn nothing(&mut self, place: Place, cells: &[Cell<'_>], column: &Column, code: FindingCode, actual: Value) {
        if column.required {
            let wrong = Wrong {
                local: &column.local,
                aspect: Aspect::Presence,
                code,
                expected: "a value",
                variant: Value::Null,
            };
            self.tally.add(&wrong, || offender(self.rules, place, cells, actual));
        }
    }

    fn shape(&mut self, place: Place, cells: &[Cell<'_>], index: usize, column: &Column, text: &str) {
        if let Some(pattern) = &column.pattern
            && !pattern.is_match(text)
        {
            self.wrong(place, cells, column, (Aspect::Format, FindingCode::WrongFormat, pattern_of(pattern)), text);
        } else if let Some(known) = &column.known
            && !known.is_match(text)
        {
            self.wrong(place, cells, column, (Aspect::Code, FindingCode::NotListed, pattern_of(known)), text);
        }
        let by_other = column.check_digit.as_ref();
        let formats = by_other.map_or([column.format, None], |rule| formats_of(rule, cells, text));
        let formats: [Option<&Format>; 2] = formats;
        let Some(first) = formats[0].or(formats[1]) else { return };
        if self.verified[index] == text || text.contains(['*', '＊']) {
            return;
        }
        let is_valid = |text: &str| formats.iter().flatten().any(|format| (format.is_valid)(text));
        // A number in small letters is the same number.
        let small = || !first.asserted && text.bytes().any(|byte| byte.is_ascii_lowercase());
        if is_valid(text) || small() && is_valid(&text.to_ascii_uppercase()) {
            self.verified[index].clear();
            self.verified[index].push_str(text);
            return;
        }
        let code = match (first.looks_like)(text) {
            true if first.asserted => first.unreal,
            true => FindingCode::CheckDigit,
            false => FindingCode::WrongFormat,
        };
        self.wrong(place, cells, column, (Aspect::Format, code, first.expected), text);
    }

    fn wrong(
        &mut self,
        place: Place,
        cells: &[Cell<'_>],
        column: &Column,
        (aspect, code, expected): (Aspect, FindingCode, &str),
        text: &str,
    ) {
        // Readings may tell a code in another case from one that does not exist.
        let recased = code == FindingCode::UnlistedCode
            && column.codes.iter().any(|listed| listed.eq_ignore_ascii_case(text.trim_ascii()));
        let variant = if recased { json!(shown(text)) } else { Value::Null };
        let wrong = Wrong { local: &column.local, aspect, code, expected, variant };
        let (rules, masker) = (self.rules, &self.masker);
        self.tally.add(&wrong, || {
            let actual = if column.personal { json!(MASKED) } else { json!(masker.mask(&shown(text))) };
            offender(rules, place, cells, actual)
        });
    }
}

/// How databases write a point in time.
const WRITTEN: &str = "yyyy-MM-dd HH:mm:ss";

/// What is wrong with a text that is not of a kind, or is one in another notation.
fn of_another_kind(text: &str, kind: ValueKind) -> Option<FindingCode> {
    match kind {
        ValueKind::Text => None,
        ValueKind::Integer => text.parse::<i64>().is_err().then_some(FindingCode::WrongType),
        ValueKind::Moment => match moment(text) {
            Reading::Moment(_) => None,
            Reading::Notation(_) => Some(FindingCode::WrongFormat),
            Reading::Unreal => Some(FindingCode::NoSuchDay),
            Reading::Other => Some(FindingCode::WrongType),
        },
    }
}

/// A list of codes with something between them: no text says what, so it is not judged.
fn is_several(text: &str, codes: &[String]) -> bool {
    let between = |c: char| !c.is_alphanumeric();
    text.contains(between)
        && text.split(between).all(|part| part.is_empty() || codes.iter().any(|code| code == part))
        && text.contains(char::is_alphanumeric)
}

/// The formats that a value is held to: one of them is enough.
fn formats_of(rule: &CheckDigitRule, cells: &[Cell<'_>], text: &str) -> [Option<&'static Format>; 2] {
    let by = cells.get(rule.by).copied().flatten().map_or("", str::trim_ascii);
    if !by.is_empty() {
        return [rule.formats.iter().find(|(code, _)| code == by).map(|(_, format)| *format), None];
    }
    let mut fitting = rule.formats.iter().filter(|(_, format)| (format.looks_like)(text)).map(|(_, format)| *format);
    [fitting.next(), fitting.next()]
}

/// The expression as the standard's data have it, without the anchors.
fn pattern_of(pattern: &regex::Regex) -> &str {
    let whole = pattern.as_str();
    whole.strip_prefix("^(?:").and_then(|text| text.strip_suffix(")$")).unwrap_or(whole)
}

fn offender(rules: &TableRules, place: Place, cells: &[Cell<'_>], actual: Value) -> Offender {
    let name = &rules.columns[rules.key].name;
    let key = cells.get(rules.key).copied().flatten().map(|key| format!("{name}={}", shown(key)));
    Offender { order: place.order, at: at(place, key), actual }
}

/// Where a row is, for people.
pub(super) fn at(place: Place, key: Option<String>) -> String {
    match (place.is_line, key) {
        (true, Some(key)) => format!("{} ({key})", place.order),
        (false, Some(key)) => key,
        (_, None) => place.order.to_string(),
    }
}
