//! Variables of a case: captures, fixtures, known data, synthetic values; each with the cause that spoils it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use secrecy::ExposeSecret;
use serde_json::Value;

use super::credential::{self, Credentials};
use crate::plan::{Synthetic, Values, piece};
use crate::target::StandardTarget;
use crate::verdict::{Root, Verdict};

/// What is broken, and how bad that is.
pub(super) type Cause = (Root, Verdict);

/// A variable.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Taken {
    /// A value; with the cause that makes it doubtful, if any.
    Value(Value, Option<Cause>),
    /// There is none, with the cause if it is known.
    Absent(Option<Cause>),
}

/// What all cases of a standard share.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    pub target: &'a StandardTarget,
    pub credentials: &'a Credentials<'a>,
    pub synthetic: &'a Synthetic,
    pub fixtures: &'a BTreeMap<String, Taken>,
    pub today: Date,
}

/// The variables of one case.
pub(super) struct Variables<'a> {
    shared: &'a Shared<'a>,
    case: &'a str,
    own: BTreeMap<String, Taken>,
    /// Names of fixtures' values that were looked up.
    fixtures: BTreeSet<String>,
    /// Causes that spoil the values looked up since the last call of `start`.
    pub used: BTreeSet<Cause>,
    /// The name that could not be looked up, with the cause if it is known.
    pub missing: Option<(String, Option<Cause>)>,
}

impl<'a> Variables<'a> {
    pub fn new(shared: &'a Shared<'a>, case: &'a str) -> Self {
        let (own, fixtures, used) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        Self { shared, case, own, fixtures, used, missing: None }
    }

    /// Forgets which causes were used.
    pub fn start(&mut self) {
        self.used.clear();
        self.missing = None;
    }

    pub fn keep(&mut self, name: &str, taken: Taken) {
        self.own.insert(name.to_owned(), taken);
    }

    /// The captures, for a fixture to keep.
    pub fn into_own(self) -> BTreeMap<String, Taken> {
        self.own
    }

    /// Names of the fixtures' values that were looked up.
    pub fn into_fixtures(self) -> BTreeSet<String> {
        self.fixtures
    }

    fn built_in(&self, name: &str) -> Option<Value> {
        let shared = self.shared;
        if let Some(credential) = shared.credentials.variable(name) {
            return Some(Value::from(credential.expose_secret()));
        }
        match name {
            "marker" => return Some(Value::from(shared.synthetic.marker(self.case))),
            "today" => return Some(Value::from(shared.today.to_string())),
            _ => {}
        }
        if let Some(path) = name.strip_prefix("known.") {
            return shared.target.known(path).cloned();
        }
        if let Some(days) = name.strip_prefix("day.").and_then(|days| days.parse::<i64>().ok()) {
            return shared.today.checked_add(days.days()).ok().map(|day| Value::from(day.to_string()));
        }
        let (class, key) = name.strip_prefix("make.")?.split_once('.')?;
        shared.synthetic.make(class, self.case, key).map(Value::from)
    }
}

impl Values for Variables<'_> {
    fn lookup(&mut self, name: &str) -> Result<Value, String> {
        if let Some(value) = self.built_in(name) {
            return Ok(value);
        }
        if let Some((whole, make)) = piece(name) {
            return self.lookup(whole).map(|value| make(&value));
        }
        if let Some(account) = name.strip_prefix(credential::OF) {
            let account = self.lookup(account)?;
            let made = account.as_str().and_then(|account| self.shared.credentials.of(account));
            return made.map(Value::from).ok_or_else(|| name.to_owned());
        }
        if !self.own.contains_key(name) && !self.fixtures.contains(name) {
            self.fixtures.insert(name.to_owned());
        }
        match self.own.get(name).or_else(|| self.shared.fixtures.get(name)) {
            Some(Taken::Value(value, root)) => {
                self.used.extend(root.clone());
                Ok(value.clone())
            }
            Some(Taken::Absent(root)) => {
                self.missing = Some((name.to_owned(), root.clone()));
                Err(name.to_owned())
            }
            None => {
                self.missing = Some((name.to_owned(), None));
                Err(name.to_owned())
            }
        }
    }
}
