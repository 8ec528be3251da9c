//! Whose values a run has met: what it made up itself, and what the target told of persons.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::ExposeSecret;
use serde_json::Value;

use crate::check::visit;
use crate::observation::Masker;
use crate::standard::{Operation, Standard};
use crate::target::Secret;

/// Personal values that are masked in what other cases find. A target that tells more is masked case by case.
const PERSONS: usize = 5_000;

/// ASCII texts shorter than this may be words of any message: a name of theirs is masked in its own case alone.
const TELLING: usize = 6;

/// Who a value was first met with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Run,
    Target,
}

/// The values of a run by who said them first. A name that the target told stays a person's when the run sends it on;
/// a name that the run made up stays its own when it comes back.
pub(super) struct Persons {
    known: Mutex<Known>,
}

struct Known {
    origins: HashMap<String, Origin>,
    /// Personal values that the masker does not have yet: it is only made when something is found.
    fresh: Vec<String>,
    told: usize,
    masker: Arc<Masker>,
}

impl Persons {
    /// With what masks the credentials. What the target file lends of persons is masked like what a target tells: it is
    /// known by the names of the fields in which rows carry such data.
    pub fn new(secrets: Masker, standard: &Standard, lent: &Value) -> Self {
        let mut known = Known { origins: HashMap::new(), fresh: Vec::new(), told: 0, masker: Arc::new(secrets) };
        lend(lent, &standard.personal_fields(), &mut |text| known.tell(text));
        Self { known: Mutex::new(known) }
    }

    /// Notes a request before it is sent.
    pub fn sent(&self, request: &Value) {
        let mut known = self.known();
        each(request, &mut |text| {
            if !known.origins.contains_key(text) {
                known.origins.insert(text.to_owned(), Origin::Run);
            }
        });
    }

    /// Notes the personal values of an answer.
    pub fn told(&self, standard: &Standard, operation: &Operation, body: &Value) {
        let mut known = self.known();
        classed(standard, operation, body, &mut |text| known.tell(text));
    }

    /// Masks what is known so far and these credentials; the values of one case are added to it.
    pub fn masker(&self, computed: &[Secret]) -> Masker {
        let mut known = self.known();
        let fresh = std::mem::take(&mut known.fresh);
        if !(fresh.is_empty() && computed.is_empty()) {
            let masker = Arc::make_mut(&mut known.masker);
            fresh.iter().for_each(|text| masker.add_personal(text));
            computed.iter().for_each(|secret| masker.add_secret(secret.value.expose_secret(), &secret.placeholder));
        }
        Masker::over(Arc::clone(&known.masker)).with_numbers()
    }

    /// Adds to the masker of a case what it sent, as far as the run made that up.
    pub fn add_own(&self, request: &Value, masker: &mut Masker) {
        let known = self.known();
        each(request, &mut |text| {
            if known.origins.get(text) != Some(&Origin::Target) {
                masker.add_own(text);
            }
        });
    }

    /// Adds to the masker of a case what an answer told of persons.
    pub fn add_personal(&self, standard: &Standard, operation: &Operation, body: &Value, masker: &mut Masker) {
        let known = self.known();
        classed(standard, operation, body, &mut |text| {
            if known.origins.get(text) != Some(&Origin::Run) {
                masker.add_personal(text);
            }
        });
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn tell(&mut self, text: &str) {
        if self.told >= PERSONS || self.origins.contains_key(text) {
            return;
        }
        self.told += 1;
        self.origins.insert(text.to_owned(), Origin::Target);
        if text.chars().count() >= 2 && (!text.is_ascii() || text.len() >= TELLING) {
            self.fresh.push(text.to_owned());
        }
    }
}

/// The values of an answer where personal data are due, in whatever shape they came.
fn classed(standard: &Standard, operation: &Operation, body: &Value, tell: &mut dyn FnMut(&str)) {
    visit(standard, &operation.response, body, &mut |instance| {
        if let (Some(_), Some(value)) = (instance.row.class, instance.value) {
            each(value, tell);
        }
    });
}

/// The members of lent records that are named like these fields.
fn lend(value: &Value, fields: &BTreeSet<&str>, tell: &mut dyn FnMut(&str)) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| match value {
            Value::String(text) if fields.contains(name.as_str()) => tell(text),
            value => lend(value, fields, tell),
        }),
        Value::Array(items) => items.iter().for_each(|item| lend(item, fields, tell)),
        _ => {}
    }
}

/// The texts of a value. A phone or identity number may come as a number by mistake.
fn each(value: &Value, tell: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => tell(text),
        Value::Number(number) => tell(&number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| each(item, tell)),
        Value::Object(members) => members.values().for_each(|value| each(value, tell)),
        Value::Null | Value::Bool(_) => {}
    }
}
