//! Judging what masking has left: a check that looks at a masked value can tell nothing.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::settle::{Settled, root};
use crate::check::{Judgement, Scene, Seen, visit};
use crate::id::Aspect;
use crate::observation::MASKED;
use crate::plan::CheckCall;
use crate::standard::Standard;
use crate::verdict::{Finding, FindingCode, Verdict};

/// Local ids of the rows of which an answer shows a masked value.
pub(super) fn rows(standard: &Standard, response: &str, seen: &Seen) -> BTreeSet<String> {
    let mut rows = BTreeSet::new();
    visit(standard, response, &seen.body, &mut |instance| {
        if instance.value.is_some_and(|value| value.as_str().is_some_and(is_masked)) {
            rows.insert(instance.table.local_id(instance.row));
        }
    });
    rows
}

/// Whether a check of every exchange looks at a masked value: that of its own row, other than whether it is there.
pub(super) fn hides(rows: &BTreeSet<String>, judgement: &Judgement) -> bool {
    judgement.aspect != Aspect::Presence && rows.contains(&judgement.requirement)
}

/// Whether an argument of a call is itself a masked value: of whom the target file knows, say.
pub(super) fn is_asked_with(call: &CheckCall) -> bool {
    let mut words = Words::default();
    words.read(&call.with);
    words.masked
}

/// Whether a check that was called looks at a masked value of an answer.
pub(super) fn hides_from(scene: &Scene<'_>, call: &CheckCall) -> bool {
    let mut words = Words::default();
    words.read(&call.with);
    words.references.iter().any(|reference| {
        let (_, value) = scene.look_up(reference);
        value.is_some_and(|value| touches(value, &words.names))
    })
}

/// The verdict where masking leaves nothing to judge.
pub(super) fn unjudged(standard: &Standard, step: &str, requirement: &str, aspect: Aspect) -> Settled {
    let finding = Finding {
        code: FindingCode::Masked,
        expected: "an observation".to_owned(),
        actual: json!("masked in the recording"),
        pointer: String::new(),
        root: root(standard, requirement, aspect, FindingCode::Masked),
        step: step.to_owned(),
        reading: None,
        clause: String::new(),
        hint: None,
        curl: None,
        sent: None,
        answer: None,
    };
    let (requirement, verdict) = (requirement.to_owned(), Verdict::Inconclusive);
    Settled { requirement, aspect, verdict, finding: Some(Box::new(finding)), by: "" }
}

fn is_masked(text: &str) -> bool {
    text.contains(MASKED)
}

/// What the arguments of a call say.
#[derive(Default)]
struct Words {
    /// References into answers and requests.
    references: Vec<String>,
    /// Names of members.
    names: BTreeSet<String>,
    /// An argument is itself a masked value.
    masked: bool,
}

impl Words {
    fn read(&mut self, with: &Value) {
        match with {
            Value::String(text) if is_masked(text) => self.masked = true,
            Value::String(text) if text.contains('/') => {
                // A member may be named by a pointer as well.
                self.names.extend(text.rsplit('/').next().map(str::to_owned));
                self.references.push(text.clone());
            }
            Value::String(text) => drop(self.names.insert(text.clone())),
            Value::Array(items) => items.iter().for_each(|item| self.read(item)),
            Value::Object(members) => self.members(members),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn members(&mut self, members: &Map<String, Value>) {
        for (name, value) in members {
            self.names.insert(name.clone());
            self.read(value);
        }
    }
}

/// Whether a value is masked, or has a masked member that is named, or is a list or object that is looked at as a whole.
fn touches(value: &Value, names: &BTreeSet<String>) -> bool {
    match value {
        Value::String(text) => is_masked(text),
        Value::Array(items) => items.iter().any(|item| touches(item, names)),
        Value::Object(members) => {
            let named = members.keys().any(|name| names.contains(name));
            members.iter().any(|(name, value)| (!named || names.contains(name)) && touches(value, names))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
