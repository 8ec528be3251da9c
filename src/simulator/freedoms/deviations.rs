//! Deviations that a reading warns of: made from the rules of the readings, so that a new rule is tried as it stands.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::freedom::{View, everywhere};
use super::identifier;
use super::places::{can_make, is_about_rows, original, places};
use super::writing::declare;
use crate::observation::HttpAnswer;
use crate::simulator::formats::calendar_day;
use crate::simulator::instances;
use crate::simulator::layout::Field;
use crate::simulator::refusal::Failure;
use crate::simulator::respond::{put, wording};
use crate::standard::{Effect, Reading, ReadingVerdict, Rule, Scope, Standard, Tree};

/// Characters of a credential that is shorter than its row says.
pub(in crate::simulator) const SHORT_CREDENTIAL: usize = 18;
/// What makes a code of six digits one of twelve, as codes of villages are written.
const LONGER: &str = "000000";
/// A number of which a double loses digits: 2^53 + 1.
const MORE_THAN_A_DOUBLE: u64 = 9_007_199_254_740_993;
/// Levels of nesting that usual parsers refuse.
const LEVELS: usize = 200;
/// A mail number of the shape of UPU S10 whose check digit should be 5.
const WRONG_CHECK_DIGIT: &str = "RB123456784GB";

/// A platform that deviates in one way, at every place that a rule names.
#[derive(Debug, Clone, PartialEq)]
pub struct Deviation {
    /// The reading that warns of it.
    pub reading: String,
    /// The finding.
    pub finding: String,
    /// Local ids of the requirements that get the warning.
    pub requirements: Vec<String>,
    value: Option<Value>,
    /// Other names of members, by the local ids of their rows.
    names: BTreeMap<String, String>,
}

/// Every deviation that a reading of the standard warns of and that can be seen in answers.
pub fn deviations(standard: &Standard) -> Vec<Deviation> {
    let warns = |reading: &&Reading| {
        reading.verdict == ReadingVerdict::Warn && reading.scope == Scope::Provider && !reading.editorial
    };
    standard.readings.iter().filter(warns).flat_map(|reading| deviations_from(standard, reading)).collect()
}

/// Every deviation from one reading of the standard, whatever its verdict, that can be seen in answers.
pub fn deviations_from(standard: &Standard, reading: &Reading) -> Vec<Deviation> {
    let mut all = Vec::new();
    for rule in &reading.rules {
        for finding in rule.finding.iter().filter(|finding| can_make(finding)) {
            let requirements = places(standard, rule, finding);
            let values = if rule.when.actual.is_empty() {
                vec![None]
            } else {
                rule.when.actual.iter().cloned().map(Some).collect()
            };
            let made = values.into_iter().filter(|_| !requirements.is_empty()).map(|value| Deviation {
                reading: reading.id.clone(),
                finding: finding.clone(),
                requirements: requirements.clone(),
                value,
                names: names(standard, rule, finding, &requirements),
            });
            all.extend(made);
        }
    }
    all
}

/// The names under which members stand in place of their own, where the rule asks for such a name.
fn names(standard: &Standard, rule: &Rule, finding: &str, rows: &[String]) -> BTreeMap<String, String> {
    let stands = |local: &String| {
        let (table, row) = standard.row(local)?;
        let name = match (&rule.when.sibling, rule.when.original) {
            (Some(sibling), _) if finding == "message-missing" || table.row(sibling).is_none() => sibling.clone(),
            (None, Some(true)) => original(standard, row)?.to_owned(),
            _ => return None,
        };
        Some((local.clone(), name))
    };
    rows.iter().filter_map(stands).collect()
}

impl Deviation {
    /// Whether it gives credentials of another length.
    pub(in crate::simulator) fn shortens_credentials(&self) -> bool {
        self.finding == "credential-length"
    }

    /// Whether it takes credentials of yesterday.
    pub(in crate::simulator) fn takes_late_credentials(&self) -> bool {
        self.finding == "credential-unchecked"
    }

    /// Whether it gives out records in spite of the state that this row names.
    pub(in crate::simulator) fn ignores_state(&self, row: &str) -> bool {
        self.finding == "not-excluded" && self.requirements.iter().any(|local| local == row)
    }

    /// Changes a record when it is created.
    pub(in crate::simulator) fn record(&self, standard: &Standard, record: &mut Map<String, Value>) {
        if self.finding == "check-digit" {
            let rows = self.requirements.iter().filter_map(|local| standard.row(local));
            let stored = rows.filter(|(_, row)| row.semantics.format.as_deref() == Some("s10"));
            for field in stored.filter_map(|(_, row)| row.semantics.field.clone()) {
                record.insert(field, json!(WRONG_CHECK_DIGIT));
            }
        }
    }

    /// Whether its records have identifiers of another shape.
    fn renames_records(&self) -> bool {
        matches!(self.finding.as_str(), "wrong-format" | "check-digit")
    }

    /// Names the records of a target file as this platform does.
    pub(in crate::simulator) fn known(&self, standard: &Standard, known: &mut Value) {
        let rows = self.requirements.iter().filter_map(|local| standard.row(local)).map(|(_, row)| &row.semantics);
        let named =
            rows.filter(|semantics| self.renames_records() && semantics.format.as_deref() == Some("licence-id"));
        for field in named.filter_map(|semantics| semantics.field.clone()) {
            each_member(known, &field, &mut |text| *text = identifier::other(&self.finding, text));
        }
    }

    /// Reads a request as the simulator knows it.
    pub(in crate::simulator) fn read(&self, view: &View<'_>, request: &mut Map<String, Value>) {
        if self.renames_records() {
            for field in view.layout.request.iter().filter(|field| field.semantics.key) {
                if let Some(Value::String(text)) = request.get_mut(&field.name) {
                    *text = identifier::own(&self.finding, text);
                }
            }
        }
        if self.finding == "wrong-format" {
            for field in view.layout.request.iter().filter(|field| field.semantics.tree == Some(Tree::Parent)) {
                if let Some(Value::String(code)) = request.get_mut(&field.name)
                    && let Some(short) = code.strip_suffix(LONGER).filter(|short| short.len() == LONGER.len())
                {
                    *code = short.to_owned();
                }
            }
        }
    }

    /// Changes an answer.
    pub(in crate::simulator) fn change(&self, view: &View<'_>, answer: &mut Map<String, Value>) {
        let envelope = &view.standard.envelope;
        match self.finding.as_str() {
            "empty-object" => self.show_empty_object(view, answer),
            "wrong-error-code" if view.refusal.is_some_and(|refusal| refusal.failure == Failure::Credential) => {
                if let Some(code) = Failure::Business.code(envelope) {
                    put(answer, &envelope.code, code.clone());
                    if let Some(words) = wording(view.standard, code) {
                        put(answer, &envelope.message, json!(words));
                    }
                }
            }
            "error-as-success" => self.find_nothing(view, answer),
            "message-missing" if view.refusal.is_none() => {}
            "wrong-format" if has_tree(view) => lengthen(view, answer),
            finding if is_about_rows(finding) => {
                for row in &self.requirements {
                    instances::each(&view.layout.response, answer, row, &mut |field, object| {
                        self.member(field, object)
                    });
                }
                if finding == "wrong-count" {
                    recount(view, answer);
                }
            }
            _ => {}
        }
    }

    /// Changes how an answer is written.
    pub(in crate::simulator) fn write(&self, view: &View<'_>, answer: &mut HttpAnswer) {
        match self.finding.as_str() {
            "media-type" => declare(answer, "text/html;charset=utf-8"),
            "success-status" if view.refusal.is_none() => answer.status = 201,
            "lone-surrogate" => add_member(answer, r#""\ud83d""#),
            "deeply-nested" => add_member(answer, &format!("{}{}", "[".repeat(LEVELS), "]".repeat(LEVELS))),
            "byte-order-mark" => answer.body = [b"\xef\xbb\xbf".as_slice(), &answer.body].concat(),
            _ => {}
        }
    }

    fn show_empty_object(&self, view: &View<'_>, answer: &mut Map<String, Value>) {
        let envelope = &view.standard.envelope;
        let clauses = view.standard.clauses.iter().filter(|clause| self.requirements.contains(&clause.id));
        let mut operations = clauses.filter_map(|clause| clause.operation.as_deref());
        let unknown = view.refusal.is_some_and(|refusal| refusal.failure == Failure::Business);
        let reads = view.layout.operation.effect == Effect::Read;
        if unknown && reads && operations.any(|name| name == view.layout.operation.name) {
            put(answer, &envelope.code, envelope.success.clone());
            put(answer, &envelope.message, Value::Null);
            put(answer, &envelope.data, json!({}));
        }
    }

    /// Says success and shows the empty result where nothing was found.
    fn find_nothing(&self, view: &View<'_>, answer: &mut Map<String, Value>) {
        let envelope = &view.standard.envelope;
        let empty = view.layout.operation.empty_result.clone().filter(|empty| !empty.is_null());
        if let Some(empty) = empty.filter(|_| view.refusal.is_some_and(|refusal| refusal.failure == Failure::Business))
        {
            let words = wording(view.standard, &envelope.success).map_or(Value::Null, Value::from);
            put(answer, &envelope.code, envelope.success.clone());
            put(answer, &envelope.message, words);
            put(answer, &envelope.data, empty);
        }
    }

    fn member(&self, field: &Field, object: &mut Map<String, Value>) {
        let name = field.name.clone();
        match (self.finding.as_str(), object.get(&name).cloned()) {
            ("missing", value) => {
                object.shift_remove(&name);
                if let (Some(value), Some(other)) = (value, self.names.get(&field.row)) {
                    object.insert(other.clone(), value);
                }
            }
            ("padded-key", Some(value)) => {
                object.shift_remove(&name);
                object.insert(format!("{name} "), value);
            }
            ("miscased-key", Some(value)) => {
                object.shift_remove(&name);
                object.insert(name.to_uppercase(), value);
            }
            ("message-missing", Some(message)) => {
                object.insert(name, Value::Null);
                if let Some(rename) = self.names.get(&field.row) {
                    object.insert(rename.clone(), message);
                }
            }
            (_, None | Some(Value::Null)) => {}
            ("empty", Some(Value::Array(_) | Value::Object(_))) => {
                object.insert(name, json!([{}]));
            }
            ("empty", Some(_)) => {
                object.insert(name, json!(""));
            }
            ("unlisted-code", Some(_)) => {
                object.insert(name, self.value.clone().unwrap_or(json!("ZZ")));
            }
            ("wrong-type", Some(Value::Array(items))) => {
                object.insert(name, items.into_iter().next().unwrap_or(Value::Null));
            }
            ("wrong-type", Some(Value::String(text))) => {
                object.insert(name, json!(text.parse::<i64>().unwrap_or(1)));
            }
            ("no-such-day", Some(_)) => {
                object.insert(name, json!("2024年2月30日"));
            }
            ("digits-lost", Some(_)) => {
                object.insert(name, json!(MORE_THAN_A_DOUBLE));
            }
            ("wrong-count", Some(Value::Array(mut items))) => {
                items.extend(items.first().cloned());
                object.insert(name, Value::Array(items));
            }
            ("wrong-format", Some(_)) if self.value.is_some() => {
                object.insert(name, self.value.clone().unwrap_or_default());
            }
            ("message-differs", Some(_)) => {
                object.insert(name, json!("操作已处理"));
            }
            ("too-long", Some(Value::String(text))) => {
                object.insert(name, json!(format!("{text}0")));
            }
            ("wrong-format" | "check-digit", Some(Value::String(text))) => {
                if let Some(other) = misshapen(field, &self.finding, &text) {
                    object.insert(name, Value::from(other));
                }
            }
            ("wrong-type", Some(value)) => {
                object.insert(name, Value::from(value.to_string()));
            }
            _ => {}
        }
    }
}

/// Puts one member more in front of an object, its value as written.
fn add_member(answer: &mut HttpAnswer, value: &str) {
    let text = String::from_utf8_lossy(&answer.body);
    if let Some(members) = text.trim_start().strip_prefix('{') {
        let comma = if members.trim_start().starts_with('}') { "" } else { "," };
        answer.body = format!("{{\"zwfwNote\":{value}{comma}{members}").into_bytes();
    }
}

/// A text of another shape than its row has.
fn misshapen(field: &Field, finding: &str, text: &str) -> Option<String> {
    match (field.semantics.format.as_deref(), finding) {
        (Some("calendar-date" | "padded-calendar-date"), _) => calendar_day(text).map(|day| day.to_string()),
        (Some("trimmed"), _) => Some(format!(" {text}")),
        (Some("licence-id"), _) => Some(identifier::other(finding, text)),
        _ => None,
    }
}

/// Calls `change` for every text of this name in a value.
fn each_member(value: &mut Value, name: &str, change: &mut dyn FnMut(&mut String)) {
    match value {
        Value::Object(members) => {
            for (key, inner) in members {
                match inner {
                    Value::String(text) if key == name => change(text),
                    inner => each_member(inner, name, change),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_member(item, name, change)),
        _ => {}
    }
}

/// Makes counts of lists right again.
fn recount(view: &View<'_>, answer: &mut Map<String, Value>) {
    let whole = Value::Object(answer.clone());
    everywhere(&view.layout.response, answer, &mut |field, object| {
        let list = field.semantics.count_of.as_ref().and_then(|list| whole.pointer(list)).and_then(Value::as_array);
        if let (Some(list), true) = (list, object.contains_key(&field.name)) {
            object.insert(field.name.clone(), json!(list.len()));
        }
    });
}

/// Whether an answer shows nodes of a tree.
fn has_tree(view: &View<'_>) -> bool {
    let data = view.layout.answer_member(&view.standard.envelope.data);
    data.is_some_and(|data| data.members.iter().any(|field| field.semantics.tree.is_some()))
}

/// Writes the codes of a tree with twelve digits.
fn lengthen(view: &View<'_>, answer: &mut Map<String, Value>) {
    everywhere(&view.layout.response, answer, &mut |field, object| {
        if matches!(field.semantics.tree, Some(Tree::Code | Tree::Parent))
            && let Some(Value::String(code)) = object.get_mut(&field.name)
            && code.len() == LONGER.len()
        {
            code.push_str(LONGER);
        }
    });
}
