//! Deviations that a reading warns of: made from the rules of the readings, so that a new rule is tried as it stands.

use serde_json::{Map, Value, json};

use super::freedom::{View, everywhere};
use super::writing::declare;
use crate::observation::HttpAnswer;
use crate::simulator::instances;
use crate::simulator::layout::Field;
use crate::simulator::operators::freedom::unconditional;
use crate::simulator::refusal::Failure;
use crate::simulator::respond::put;
use crate::standard::{Effect, Kind, Reading, ReadingVerdict, Rule, Scope, Standard, Tree, selector};

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
    is_about_rows(finding) || is_about_answers(finding) || matches!(finding, "credential-length" | "wrong-error-code")
}

/// Findings about members of answers.
fn is_about_rows(finding: &str) -> bool {
    let known = ["missing", "empty", "padded-key", "unlisted-code", "wrong-type", "wrong-format", "check-digit"];
    known.contains(&finding) || finding == "message-missing"
}

/// Findings about answers as a whole.
fn is_about_answers(finding: &str) -> bool {
    ["media-type", "success-status", "byte-order-mark", "empty-object"].contains(&finding)
}

/// Where the rule can be tried: rows of answers, rows of credentials, clauses about answers.
fn places(standard: &Standard, rule: &Rule, finding: &str) -> Vec<String> {
    let named = |local: &str| rule.requirements.iter().any(|pattern| selector::matches(pattern, standard, local));
    let rows = standard.tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let rows = rows.filter(|(table, row)| match finding {
        "credential-length" | "wrong-error-code" => row.semantics.credential,
        "wrong-format" => row.semantics.format.as_deref() == Some("six-digits") && table.kind == Kind::Response,
        "empty" => table.kind == Kind::Response && row.required(),
        "check-digit" => row.semantics.format.as_deref() == Some("s10") && table.kind == Kind::Response,
        _ => table.kind == Kind::Response && is_about_rows(finding),
    });
    let clauses = standard.operations.iter().filter_map(|operation| match finding {
        "media-type" | "success-status" | "byte-order-mark" => Some(operation.requirements.output.clone()),
        // A single record that is not there; a list would be empty.
        "empty-object" => {
            let clauses = standard.clauses.iter().filter(|clause| clause.operation.as_ref() == Some(&operation.name));
            clauses.map(|clause| clause.id.clone()).find(|id| named(id))
        }
        _ => None,
    });
    let all = rows.map(|(table, row)| table.local_id(row)).chain(clauses);
    let taken = |local: &String| first_decides(standard, rule, finding, local);
    all.filter(|local| named(local)).filter(taken).collect()
}

/// Whether no reading before the rule's decides the finding there, whatever the circumstances.
fn first_decides(standard: &Standard, rule: &Rule, finding: &str, local: &str) -> bool {
    let rules = standard.readings.iter().filter(|reading| reading.scope == Scope::Provider && !reading.editorial);
    let before = rules.flat_map(|reading| &reading.rules).take_while(|other| !std::ptr::eq(*other, rule));
    let decides = |other: &Rule| {
        other.finding.iter().any(|code| code == finding)
            && unconditional(&other.when)
            && other.requirements.iter().any(|pattern| selector::matches(pattern, standard, local))
    };
    !before.into_iter().any(decides)
}

impl Deviation {
    /// Whether it gives credentials of another length.
    pub(in crate::simulator) fn shortens_credentials(&self) -> bool {
        self.finding == "credential-length"
    }

    /// Changes a record when it is created.
    pub(in crate::simulator) fn record(&self, standard: &Standard, record: &mut Map<String, Value>) {
        if self.finding == "check-digit" {
            let rows = self.requirements.iter().filter_map(|local| standard.row(local));
            for field in rows.filter_map(|(_, row)| row.semantics.field.clone()) {
                record.insert(field, json!(WRONG_CHECK_DIGIT));
            }
        }
    }

    /// Reads a request as the simulator knows it.
    pub(in crate::simulator) fn read(&self, view: &View<'_>, request: &mut Map<String, Value>) {
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
                }
            }
            "message-missing" if view.refusal.is_none() => {}
            "wrong-format" => lengthen(view, answer),
            "check-digit" => {}
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
                object.insert(name, self.value.clone().unwrap_or_default());
            }
            ("wrong-type", Some(Value::Array(items))) => {
                object.insert(name, items.into_iter().next().unwrap_or(Value::Null));
            }
            ("wrong-type", Some(value)) => {
                object.insert(name, Value::from(value.to_string()));
            }
            _ => {}
        }
    }
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
