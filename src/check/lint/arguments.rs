//! The checks that a step calls, and their arguments.

use std::collections::BTreeSet;

use serde_json::Value;

use super::entry::plain;
use super::sheet::Stray;
use super::steps::{Known, Side, Steps};
use super::tables::Spot;
use crate::check::{Argument, ArgumentKind as Kind, CalledCheck, Need};
use crate::standard::Table;
use crate::yaml::{Node, NodeKind};

/// The tables that names of members belong to.
#[derive(Default)]
struct Named<'s> {
    /// Of the items at `items` or `lists`.
    items: Vec<&'s Table>,
    /// Of the object at `at`.
    at: Option<&'s Table>,
}

impl<'s> Steps<'_, 's, '_> {
    /// A check that a step calls.
    pub(super) fn call(&mut self, call: &Node, own: &Known<'s>) {
        let Some(name) = call.get("check") else { return };
        let registry = self.registry;
        let Some(check) = registry.called(&self.text(name)) else {
            let word = self.text(name);
            let known = registry.called.iter().map(|check| check.name);
            return self.tell(name, Stray::new(&word, format!("no check `{word}`"), known));
        };
        if check.finding.is_none() && call.get("finding").is_none() {
            let message = format!("check `{}` needs a `finding`", check.name);
            self.tell(name, Stray::new(check.name, message, []));
        }
        let Some(with) = call.get("with") else { return self.needs(check, (name, None)) };
        self.texts(with);
        let mut named = Named::default();
        let mut given = Vec::new();
        for (key, value) in with.entries() {
            let word = self.text(key);
            match check.arguments.iter().find(|argument| argument.name == word) {
                Some(argument) => given.push((argument, value)),
                None => {
                    let names: Vec<&str> = check.arguments.iter().map(|argument| argument.name).collect();
                    let message =
                        format!("check `{}` has no argument `{word}`: it takes {}", check.name, names.join(", "));
                    self.tell(key, Stray::new(&word, message, names));
                }
            }
        }
        // A misspelt argument is told as such, not as one that is missing.
        if given.len() == with.entries().len() {
            self.needs(check, (name, Some(with)));
        }
        for (argument, value) in &given {
            self.leads(argument, (value, with), own, &mut named);
        }
        for (argument, value) in given {
            self.says(check, argument, value, &named);
        }
    }

    /// Whether what has to be given is given.
    fn needs(&mut self, check: &CalledCheck, (name, with): (&Node, Option<&Node>)) {
        let has = |argument: &str| with.is_some_and(|with| with.get(argument).is_some());
        let lacks = |argument: &&Argument| match argument.need {
            Need::Always => !has(argument.name),
            Need::With(other) => has(other) && !has(argument.name),
            Need::OneOf | Need::Never => false,
        };
        let missing = check.arguments.iter().filter(lacks).map(|argument| format!("`{}`", argument.name));
        let mut missing: Vec<String> = missing.collect();
        let choice = check.arguments.iter().filter(|argument| argument.need == Need::OneOf);
        let choice: Vec<&str> = choice.map(|argument| argument.name).collect();
        if !choice.is_empty() && !choice.iter().any(|name| has(name)) {
            missing.push(format!("one of `{}`", choice.join("`, `")));
        }
        if !missing.is_empty() {
            let message = format!("check `{}` needs {}", check.name, missing.join(" and "));
            self.tell(name, Stray::new(check.name, message, []));
        }
    }

    /// Arguments that lead into messages.
    fn leads(&mut self, argument: &Argument, (value, with): (&Node, &Node), own: &Known<'s>, named: &mut Named<'s>) {
        match argument.kind {
            Kind::Sent => drop(self.pointer(value, own, (Side::Request, &self.text(value)))),
            Kind::Place => {
                let spot = self.reference(value, own);
                if argument.name == "at" {
                    named.at = spot.and_then(Spot::table);
                }
            }
            Kind::List => named.items.extend(self.items(value, own)),
            Kind::Lists => {
                for value in value.items() {
                    named.items.extend(self.items(value, own));
                }
            }
            Kind::ListOfSteps => {
                let first = with.get("steps").and_then(|steps| steps.items().first());
                let step = first.and_then(|step| self.step_named(&self.text(step)).ok());
                if let Some(step) = step {
                    named.items.extend(self.list(value, &step, (Side::Answer, &self.text(value))));
                }
            }
            Kind::Step => drop(self.known_step(value)),
            // Of a step that is repeated, all exchanges.
            Kind::Steps => {
                for step in value.items() {
                    if !self.is_known(&self.text(step)) {
                        self.known_step(step);
                    }
                }
            }
            _ => {}
        }
    }

    fn items(&mut self, value: &Node, own: &Known<'s>) -> Option<&'s Table> {
        match self.reference(value, own)? {
            Spot::Leaf(row) => {
                let message = format!("`{}` is no list and no object", row.name());
                self.tell(value, Stray::new(row.name(), message, []));
                None
            }
            spot => spot.table(),
        }
    }

    /// A pointer into the answer of this step, `STEP:/pointer` or `STEP?/pointer`.
    fn reference(&mut self, value: &Node, own: &Known<'s>) -> Option<Spot<'s>> {
        let text = self.text(value);
        match self.place_of(&text, own) {
            Ok(spot) => Some(spot),
            Err(stray) => {
                self.tell(value, stray);
                None
            }
        }
    }

    fn place_of(&self, text: &str, own: &Known<'s>) -> Result<Spot<'s>, Stray> {
        for (mark, side) in [('?', Side::Request), (':', Side::Answer)] {
            let Some((step, pointer)) = text.split_once(mark).filter(|(step, _)| !step.contains('/')) else { continue };
            let before = format!("{step}{mark}");
            let step = self.step_named(step)?;
            return self.spot(&step, side, pointer).map_err(|stray| stray.behind(&before));
        }
        self.spot(own, Side::Answer, text)
    }

    /// Arguments that say something by themselves, and names of members.
    fn says(&mut self, check: &CalledCheck, argument: &Argument, value: &Node, named: &Named<'s>) {
        match argument.kind {
            Kind::Member => named.items.iter().for_each(|table| self.member(value, table)),
            Kind::Members => {
                let at = named.at.filter(|_| named.items.is_empty());
                named.items.iter().copied().chain(at).for_each(|table| self.value(value, Spot::Object(table)));
            }
            Kind::Codes => {
                let several = value.items();
                let codes = if several.is_empty() { std::slice::from_ref(value) } else { several };
                codes.iter().for_each(|code| self.failure(code));
            }
            Kind::Names => {
                for (value, table) in value.items().iter().filter_map(|value| Some((value, named.at?))) {
                    self.member(value, table);
                }
            }
            _ => {}
        }
        if let Some(expected) = self.misfit(argument.kind, value) {
            let said = self
                .entry
                .scalar(value)
                .map_or_else(|| "something else".to_owned(), |said| format!("`{}`", plain(&said)));
            let message = format!("`{}` of check `{}` is {expected}, found {said}", argument.name, check.name);
            let words = if let Kind::Word(words) = argument.kind { words } else { &[] };
            let word = self.text(value);
            self.tell(value, Stray::new(&word, message, words.iter().copied()));
        }
    }

    /// A code by which a failure is told. Which one a variable gives is known in a run.
    fn failure(&mut self, code: &Node) {
        let Some(said) = self.entry.scalar(code).map(|said| plain(&said)).filter(|said| !said.contains("${")) else {
            return;
        };
        let envelope = &self.standard.envelope;
        let listed = envelope.messages.as_ref().and_then(|id| self.standard.table(id));
        let listed = listed.into_iter().flat_map(|table| &table.rows).map(|row| row.name().to_owned());
        let known: BTreeSet<String> =
            envelope.failures.values().chain(&envelope.empty).map(plain).chain(listed).collect();
        if !known.contains(&said) {
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            let message = format!("no failure has the code `{said}`: there are {known}");
            self.tell(code, Stray::new(&said, message, []));
        }
    }

    /// What was expected, unless a value is of its kind. What a variable gives is known in a run.
    fn misfit(&self, kind: Kind, value: &Node) -> Option<String> {
        let scalar = self.entry.scalar(value);
        let is_variable = scalar.as_ref().and_then(Value::as_str).is_some_and(|text| text.contains("${"));
        let is_list = matches!(value.kind(), NodeKind::List(_)) || is_variable;
        let (fits, expected) = match kind {
            Kind::Any => (true, ""),
            Kind::Flag => (scalar.as_ref().is_some_and(Value::is_boolean), "true or false"),
            Kind::Number => (is_variable || scalar.as_ref().is_some_and(Value::is_u64), "a whole number from 0"),
            Kind::Several => (is_list, "a list"),
            Kind::Lists | Kind::Steps | Kind::Names => (matches!(value.kind(), NodeKind::List(_)), "a list"),
            Kind::Codes => (scalar.is_some() || is_list, "a code, or a list of codes"),
            Kind::Beginning => {
                let both = value.get("value").is_some() && value.get("digits").is_some() && value.entries().len() == 2;
                (scalar.as_ref().is_some_and(Value::is_string) || both, "a text, or `{ value, digits }`")
            }
            Kind::Members => (matches!(value.kind(), NodeKind::Map(_)), "members with values, `{ name: value }`"),
            Kind::Word(words) => {
                let word = scalar.as_ref().and_then(Value::as_str);
                let expected = format!("one of {}", words.join(", "));
                return (!word.is_some_and(|word| words.contains(&word))).then_some(expected);
            }
            Kind::Text | Kind::Sent | Kind::Place | Kind::List | Kind::ListOfSteps | Kind::Member | Kind::Step => {
                (scalar.as_ref().is_some_and(Value::is_string), "a text")
            }
        };
        (!fits).then(|| expected.to_owned())
    }
}
