//! The steps of a case: what each names has to be in the tables, in an earlier step, or among the variables.

use std::collections::BTreeSet;

use super::entry::Entry;
use super::fixtures::Gives;
use super::sheet::{Sheet, Stray};
use super::tables::{Spot, below, member, walk};
use super::variables::Scope;
use crate::check::Registry;
use crate::standard::{Operation, Standard, Table};
use crate::yaml::{Node, NodeKind};

/// A step, as others may refer to it.
#[derive(Clone)]
pub(super) struct Known<'s> {
    id: String,
    /// None where an address is got, of which no table says anything.
    pub operation: Option<&'s Operation>,
    /// How often at most it is repeated, if it is.
    repeated: Option<u64>,
}

/// Which message of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Answer,
}

/// The steps of one case while they are looked at.
pub(super) struct Steps<'a, 's, 'f> {
    pub standard: &'s Standard,
    pub registry: &'s Registry,
    pub entry: &'a Entry<'a>,
    pub sheet: &'a mut Sheet<'f>,
    pub scope: Scope<'s>,
    /// Earlier steps, and the one that is looked at.
    known: Vec<Known<'s>>,
}

impl<'a, 's, 'f> Steps<'a, 's, 'f> {
    pub fn new(
        (standard, registry, fixtures): (&'s Standard, &'s Registry, &'s [Gives]),
        entry: &'a Entry<'a>,
        sheet: &'a mut Sheet<'f>,
    ) -> Self {
        let scope = Scope::new(standard, fixtures);
        Self { standard, registry, entry, sheet, scope, known: Vec::new() }
    }

    pub fn tell(&mut self, node: &Node, stray: Stray) {
        self.sheet.tell(node, self.entry, stray);
    }

    /// The text of a node, filled; empty of what is none.
    pub fn text(&self, node: &Node) -> String {
        self.entry.text(node).unwrap_or_default()
    }

    /// Looks at the steps in their order.
    pub fn look(&mut self, steps: &Node) {
        for step in steps.items() {
            self.step(step);
        }
    }

    fn step(&mut self, step: &Node) {
        let Some(id) = step.get("id") else { return };
        let name = self.text(id);
        if self.known.iter().any(|known| known.id == name) {
            self.tell(id, Stray::new(&name, format!("two steps are named `{name}`"), []));
        }
        let operation = step.get("operation").and_then(|name| self.standard.operation(&self.text(name)));
        let repeated = step.get("for_each").map(|each| self.repeat(each));
        let own = Known { id: name, operation, repeated };
        if let Some(when) = step.get("when") {
            self.condition(when);
        }
        self.request(step, &own);
        self.known.push(own.clone());
        self.scope.coming = captured(step);
        for call in step.get("checks").map(Node::items).unwrap_or_default() {
            self.call(call, &own);
        }
        self.captures(step, &own);
        let coming = std::mem::take(&mut self.scope.coming);
        self.scope.own.extend(coming);
    }

    /// What the step is repeated for, and how often at most.
    fn repeat(&mut self, each: &Node) -> u64 {
        let step = each.get("step").and_then(|step| self.known_step(step));
        if let (Some(items), Some(step)) = (each.get("items"), step) {
            let table = self.list(items, &step, (Side::Answer, &self.text(items)));
            if let (Some(take), Some(table)) = (each.get("take"), table) {
                self.member(take, table);
            }
        }
        self.scope.own.extend(each.get("name").map(|name| self.text(name)));
        each.get("max").and_then(|max| self.entry.scalar(max)?.as_u64()).unwrap_or_default()
    }

    fn condition(&mut self, when: &Node) {
        let Some(step) = when.get("step").and_then(|step| self.known_step(step)) else { return };
        let Some(filled) = when.get("filled") else { return };
        let one = filled.text().map(|_| filled);
        for pointer in one.into_iter().chain(filled.items()) {
            self.pointer(pointer, &step, (Side::Answer, &self.text(pointer)));
        }
    }

    fn request(&mut self, step: &Node, own: &Known<'s>) {
        for key in ["repeat", "set", "extra"] {
            for (at, value) in step.get(key).map(Node::entries).unwrap_or_default() {
                self.texts(at);
                self.texts(value);
                match key {
                    "extra" => self.extra(at, own),
                    "repeat" => self.several(at, value, own),
                    _ => {
                        let pointer = self.text(at);
                        let spot = self.pointer(at, own, (Side::Request, &pointer));
                        self.value(value, spot.unwrap_or(Spot::Open));
                    }
                }
            }
        }
        for at in step.get("remove").map(Node::items).unwrap_or_default() {
            self.texts(at);
            self.pointer(at, own, (Side::Request, &self.text(at)));
        }
        if let Some(fetch) = step.get("fetch") {
            self.texts(fetch);
        }
    }

    /// A member that no table has, sent on purpose.
    fn extra(&mut self, at: &Node, own: &Known<'s>) {
        let (Some(operation), pointer) = (own.operation, self.text(at)) else { return };
        match walk(self.standard, &operation.request, &pointer) {
            Ok(Spot::Open) => {}
            Ok(_) => {
                let stray = Stray::new(&pointer, format!("`{pointer}` has a row in the tables"), []);
                self.tell(at, stray.advising("write it under `set`".to_owned()));
            }
            Err(stray) if !pointer.starts_with('/') => self.tell(at, stray),
            Err(_) => {}
        }
    }

    fn several(&mut self, at: &Node, count: &Node, own: &Known<'s>) {
        let pointer = self.text(at);
        self.list(at, own, (Side::Request, &pointer));
        if self.entry.scalar(count).and_then(|count| count.as_u64()).is_none_or(|count| count == 0) {
            let message = "how many items the list shall have: a whole number from 1".to_owned();
            self.tell(count, Stray::new("", message, []));
        }
    }

    fn captures(&mut self, step: &Node, own: &Known<'s>) {
        for (_, capture) in step.get("capture").map(Node::entries).unwrap_or_default() {
            self.texts(capture);
            let Some(at) = capture.get("at") else {
                self.pointer(capture, own, (Side::Answer, &self.text(capture)));
                continue;
            };
            let Some(table) = self.list(at, own, (Side::Answer, &self.text(at))) else { continue };
            for condition in ["prefer", "except"].into_iter().filter_map(|key| capture.get(key)) {
                self.value(condition, Spot::Object(table));
            }
            if let Some(take) = capture.get("take") {
                self.member(take, table);
            }
        }
    }

    /// The step that a text names: an earlier one, or this one.
    pub fn known_step(&mut self, node: &Node) -> Option<Known<'s>> {
        let id = self.text(node);
        match self.step_named(&id) {
            Ok(step) => Some(step),
            Err(stray) => {
                self.tell(node, stray);
                None
            }
        }
    }

    /// Whether there is such a step, repeated or not.
    pub fn is_known(&self, id: &str) -> bool {
        self.known.iter().any(|known| known.id == id)
    }

    pub fn step_named(&self, id: &str) -> Result<Known<'s>, Stray> {
        let repeated = |known: &&Known<'s>| {
            let number = id.strip_prefix(&known.id).and_then(|rest| rest.strip_prefix('.')?.parse::<u64>().ok());
            number.is_some_and(|number| known.repeated.is_some_and(|max| (1..=max).contains(&number)))
        };
        if let Some(known) = self.known.iter().find(|known| known.id == id && known.repeated.is_none()) {
            return Ok(known.clone());
        }
        if let Some(known) = self.known.iter().find(repeated) {
            return Ok(known.clone());
        }
        let stray = Stray::new(id, format!("no earlier step `{id}`"), self.known.iter().map(|known| known.id.as_str()));
        match self.known.iter().find(|known| known.id == id) {
            Some(_) => Err(stray.advising(format!("the step is repeated: its first exchange is `{id}.1`"))),
            None => Err(stray),
        }
    }

    /// What a pointer leads to in a message of a step.
    pub fn pointer(&mut self, node: &Node, step: &Known<'s>, (side, pointer): (Side, &str)) -> Option<Spot<'s>> {
        match self.spot(step, side, pointer) {
            Ok(spot) => Some(spot),
            Err(stray) => {
                self.tell(node, stray);
                None
            }
        }
    }

    pub fn spot(&self, step: &Known<'s>, side: Side, pointer: &str) -> Result<Spot<'s>, Stray> {
        match step.operation {
            None if pointer.is_empty() || pointer.starts_with('/') => Ok(Spot::Open),
            operation => {
                let table = operation.map_or("", |operation| match side {
                    Side::Request => operation.request.as_str(),
                    Side::Answer => operation.response.as_str(),
                });
                walk(self.standard, table, pointer)
            }
        }
    }

    /// The table of the items of a list in a message of a step; none where nothing is ruled, or something is wrong.
    pub fn list(&mut self, node: &Node, step: &Known<'s>, at: (Side, &str)) -> Option<&'s Table> {
        match self.pointer(node, step, at)? {
            Spot::Leaf(row) => {
                let message = format!("`{}` is no list and no object", row.name());
                self.tell(node, Stray::new(row.name(), message, []));
                None
            }
            spot => spot.table(),
        }
    }

    /// The name of a member of this table.
    pub fn member(&mut self, node: &Node, table: &'s Table) {
        let name = self.text(node);
        if let Err(stray) = member(self.standard, table, &name) {
            self.tell(node, stray);
        }
    }

    /// The members of a value that is written out.
    pub fn value(&mut self, value: &Node, spot: Spot<'s>) {
        match (value.kind(), spot) {
            (NodeKind::Map(entries), Spot::Object(table) | Spot::Either(table) | Spot::List(table)) => {
                for (key, value) in entries {
                    let name = self.text(key);
                    match member(self.standard, table, &name) {
                        Ok(row) => self.value(value, below(self.standard, row)),
                        Err(stray) => self.tell(key, stray),
                    }
                }
            }
            (NodeKind::List(items), spot) => items.iter().for_each(|item| self.value(item, spot)),
            _ => {}
        }
    }

    /// The variables in every text of a value.
    pub fn texts(&mut self, node: &Node) {
        match node.kind() {
            NodeKind::Scalar(_) => {
                let Some(text) = self.entry.text(node) else { return };
                if let Some(stray) = self.scope.stray(&text, self.entry) {
                    self.tell(node, stray);
                }
            }
            NodeKind::List(items) => items.iter().for_each(|item| self.texts(item)),
            NodeKind::Map(entries) => entries.iter().for_each(|(key, value)| {
                self.texts(key);
                self.texts(value);
            }),
        }
    }
}

fn captured(step: &Node) -> BTreeSet<String> {
    let entries = step.get("capture").map(Node::entries).unwrap_or_default();
    entries.iter().filter_map(|(name, _)| name.text()).map(str::to_owned).collect()
}
