//! Deviations that a reading warns of: made from the rules of the readings, so that a new rule is tried as it stands.

use serde_json::{Map, Value, json};

use super::freedom::{View, everywhere};
use super::identifier;
use super::writing::declare;
use crate::observation::HttpAnswer;
use crate::simulator::formats::calendar_day;
use crate::simulator::instances;
use crate::simulator::layout::Field;
use crate::simulator::operators::freedom::unconditional;
use crate::simulator::refusal::Failure;
use crate::simulator::respond::{put, wording};
use crate::standard::{
    Effect, Kind, Reading, ReadingVerdict, Row, Rule, Scope, Standard, Table, Tree, ValueType, When, selector,
};

/// Characters of a credential that is shorter than its row says.
pub(in crate::simulator) const SHORT_CREDENTIAL: usize = 18;
/// What makes a code of six digits one of twelve, as codes of villages are written.
const LONGER: &str = "000000";
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
    rename: Option<String>,
}

/// Every deviation that a reading of the standard warns of and that can be seen in answers.
pub fn deviations(standard: &Standard) -> Vec<Deviation> {
    let warns = |reading: &&Reading| {
        reading.verdict == ReadingVerdict::Warn && reading.scope == Scope::Provider && !reading.editorial
    };
    let mut all = Vec::new();
    for reading in standard.readings.iter().filter(warns) {
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
                    rename: rule.when.sibling.clone().filter(|_| finding == "message-missing"),
                });
                all.extend(made);
            }
        }
    }
    all
}

fn can_make(finding: &str) -> bool {
    let others = ["credential-length", "credential-unchecked", "wrong-error-code", "error-as-success", "not-excluded"];
    is_about_rows(finding) || is_about_answers(finding) || others.contains(&finding)
}

/// Findings about members of answers.
fn is_about_rows(finding: &str) -> bool {
    let keys = ["missing", "padded-key", "miscased-key", "message-missing"];
    let values = ["empty", "unlisted-code", "wrong-type", "wrong-format", "too-long", "check-digit", "message-differs"];
    keys.contains(&finding) || values.contains(&finding)
}

/// Findings about answers as a whole.
fn is_about_answers(finding: &str) -> bool {
    ["media-type", "success-status", "byte-order-mark", "empty-object"].contains(&finding)
}

/// Where the rule can be tried: rows of answers, rows of credentials, return codes, clauses.
fn places(standard: &Standard, rule: &Rule, finding: &str) -> Vec<String> {
    let named = |local: &str| rule.requirements.iter().any(|pattern| selector::matches(pattern, standard, local));
    let rows = standard.tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let rows = rows.filter(|(table, row)| is_place(standard, rule, finding, (table, row)));
    let clauses = standard.operations.iter().filter_map(|operation| match finding {
        "media-type" | "success-status" | "byte-order-mark" => Some(operation.requirements.output.clone()),
        // A single record that is not there; a list would be empty.
        "empty-object" if operation.empty_result == Some(Value::Null) => {
            let clauses = standard.clauses.iter().filter(|clause| clause.operation.as_ref() == Some(&operation.name));
            clauses.map(|clause| clause.id.clone()).find(|id| named(id))
        }
        _ => None,
    });
    // A credential that is computed of the day is a matter of all operations.
    let daily = finding == "credential-unchecked" && standard.credential.computed.is_some();
    let shared = standard.clauses.iter().filter(|clause| daily && clause.operation.is_none());
    let all = rows.map(|(table, row)| table.local_id(row)).chain(clauses).chain(shared.map(|clause| clause.id.clone()));
    let taken = |local: &String| first_decides(standard, rule, finding, local);
    let all: Vec<String> = all.filter(|local| named(local)).filter(taken).collect();
    let inside =
        |local: &String| all.iter().any(|other| local.strip_prefix(other).is_some_and(|rest| rest.starts_with('.')));
    // What is left out takes what is inside it along.
    all.iter().filter(|local| finding != "missing" || !inside(local)).cloned().collect()
}

/// Whether a finding can be provoked at a row.
fn is_place(standard: &Standard, rule: &Rule, finding: &str, (table, row): (&Table, &Row)) -> bool {
    let answers = table.kind == Kind::Response && row.part.is_none();
    let format = row.semantics.format.as_deref();
    let becomes = |types: &[&str]| rule.when.actual_type.as_deref().is_none_or(|only| types.contains(&only));
    let code = || Value::from(row.name());
    let failure = |failure: Failure| table.kind == Kind::Codes && failure.code(&standard.envelope) == Some(&code());
    match finding {
        "wrong-error-code" => row.semantics.credential,
        "credential-length" => row.semantics.credential && row.length().max.is_some(),
        "wrong-format" => answers && matches!(format, Some("six-digits" | "calendar-date" | "licence-id")),
        "wrong-type" => {
            answers
                && match row.value_type() {
                    ValueType::String => rule.when.actual_type.as_deref() == Some("number"),
                    ValueType::Objects => becomes(&["object"]),
                    _ => becomes(&["string"]),
                }
        }
        "missing" => answers && rule.when.sibling.as_ref().is_none_or(|sibling| table.row(sibling).is_some()),
        "unlisted-code" => answers && !is_at(standard, table, row, &standard.envelope.code),
        "empty" => answers && row.required() && can_be_empty(standard, row),
        // A message that is required would be missed as a member.
        "message-missing" => answers && !row.required(),
        "too-long" => answers && row.length().max.is_some(),
        "check-digit" => answers && matches!(format, Some("s10" | "licence-id")),
        "message-differs" => answers && is_at(standard, table, row, &standard.envelope.message),
        "error-as-success" => failure(Failure::Business),
        "not-excluded" => STATES.iter().any(|state| failure(Failure::Named(state))),
        "credential-unchecked" => false,
        _ => answers && is_about_rows(finding),
    }
}

/// Whether nothing but emptiness is wrong with an empty value: no shape and no code is missed, no member is.
fn can_be_empty(standard: &Standard, row: &Row) -> bool {
    let shaped = matches!(row.semantics.format.as_deref(), Some("date" | "datetime" | "calendar-date" | "url"));
    let table = row.members.as_ref().and_then(|members| standard.table(&members.value));
    !shaped && !row.has_codes() && table.is_none_or(|table| !table.members().any(Row::required))
}

/// Failures that are states of a record.
const STATES: [&str; 3] = ["revoked", "expired", "restricted"];

/// Whether a row stands at this place of an answer.
fn is_at(standard: &Standard, table: &Table, row: &Row, pointer: &str) -> bool {
    let operation = standard.operation(&table.operation);
    let names: Vec<&str> = pointer.split('/').skip(1).collect();
    let place = operation.and_then(|operation| {
        let (last, before) = names.split_last()?;
        let mut at = standard.table(&operation.response)?;
        for name in before {
            at = standard.table(&at.row(name)?.members.as_ref()?.value)?;
        }
        Some(at.local_id(at.row(last)?))
    });
    place == Some(table.local_id(row))
}

/// Whether no reading before the rule's decides the finding there, whatever the circumstances.
fn first_decides(standard: &Standard, rule: &Rule, finding: &str, local: &str) -> bool {
    let rules = standard.readings.iter().filter(|reading| reading.scope == Scope::Provider && !reading.editorial);
    let before = rules.flat_map(|reading| &reading.rules).take_while(|other| !std::ptr::eq(*other, rule));
    let decides = |other: &Rule| {
        // Of conditions only that on the type is the same wherever the rule is tried.
        let of_type = When { actual_type: None, ..other.when.clone() };
        let applies = unconditional(&of_type)
            && other.when.actual_type.as_ref().is_none_or(|only| rule.when.actual_type.as_ref() == Some(only));
        other.finding.iter().any(|code| code == finding)
            && applies
            && other.requirements.iter().any(|pattern| selector::matches(pattern, standard, local))
    };
    !before.into_iter().any(decides)
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
            }
            _ => {}
        }
    }

    /// Changes how an answer is written.
    pub(in crate::simulator) fn write(&self, view: &View<'_>, answer: &mut HttpAnswer) {
        match self.finding.as_str() {
            "media-type" => declare(answer, "text/html;charset=utf-8"),
            "success-status" if view.refusal.is_none() => answer.status = 201,
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
            ("missing", _) => {
                object.shift_remove(&name);
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
                if let Some(rename) = &self.rename {
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

/// A text of another shape than its row has.
fn misshapen(field: &Field, finding: &str, text: &str) -> Option<String> {
    match (field.semantics.format.as_deref(), finding) {
        (Some("calendar-date"), _) => calendar_day(text).map(|day| day.to_string()),
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
