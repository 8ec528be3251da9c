//! Which variables a text may use.

use std::collections::BTreeSet;

use super::entry::Entry;
use super::fixtures::Gives;
use super::sheet::Stray;
use crate::plan::{Synthetic, made_of};
use crate::standard::Standard;

/// What is known at a place of a file.
pub(super) struct Scope<'s> {
    standard: &'s Standard,
    fixtures: &'s [Gives],
    /// Captures of earlier steps, and what steps are repeated for.
    pub own: BTreeSet<String>,
    /// Captures of this step, which its own checks come before.
    pub coming: BTreeSet<String>,
}

/// Variables that every text may use.
const BUILT_IN: [&str; 2] = ["marker", "today"];

impl<'s> Scope<'s> {
    pub fn new(standard: &'s Standard, fixtures: &'s [Gives]) -> Self {
        Self { standard, fixtures, own: BTreeSet::new(), coming: BTreeSet::new() }
    }

    /// The first variable of a text, already filled, that nobody gives a value.
    pub fn stray(&self, text: &str, entry: &Entry<'_>) -> Option<Stray> {
        let mut rest = text;
        while let Some((_, behind)) = rest.split_once("${") {
            let Some((name, after)) = behind.split_once('}') else {
                let stray = Stray::new("${", "a variable without its end".to_owned(), []);
                return Some(stray.advising("close it with `}`".to_owned()));
            };
            if let Err(stray) = self.known(name, entry) {
                return Some(stray);
            }
            rest = after;
        }
        None
    }

    fn known(&self, name: &str, entry: &Entry<'_>) -> Result<(), Stray> {
        let account = self.computes().then_some("credential.of.");
        for prefix in made_of().chain(account) {
            if let Some(of) = name.strip_prefix(prefix) {
                return self.known(of, entry).map_err(|stray| stray.behind(prefix));
            }
        }
        let all = self.credentials();
        if BUILT_IN.contains(&name) || all.contains(&name) || self.own.contains(name) || name.starts_with("known.") {
            return Ok(());
        }
        if let Some(days) = name.strip_prefix("day.") {
            let message = format!("`{days}` is no number of days");
            return days.parse::<i64>().map(drop).map_err(|_| Stray::new(days, message, []).behind("day."));
        }
        if let Some(class) = name.strip_prefix("make.") {
            return class_of(class).map_err(|stray| stray.behind("make."));
        }
        if let Some(local) = name.strip_prefix("names.") {
            return self.row(local);
        }
        if let Some((fixture, value)) = name.split_once('.')
            && let Some(gives) = self.fixtures.iter().find(|gives| gives.name == fixture)
        {
            let message = format!("fixture `{fixture}` gives no `{value}`");
            return if gives.gives(value) { Ok(()) } else { Err(self.nearest(name, message, entry)) };
        }
        if self.coming.contains(name) {
            let stray = Stray::new(name, format!("`{name}` is kept when the checks of this step are done"), []);
            return Err(stray.advising("use it in a later step".to_owned()));
        }
        Err(self.nearest(name, format!("no variable `{name}`"), entry))
    }

    fn nearest(&self, name: &str, message: String, entry: &Entry<'_>) -> Stray {
        let of_fixtures: Vec<String> = self.fixtures.iter().flat_map(Gives::variables).collect();
        let known = BUILT_IN.into_iter().chain(self.credentials()).chain(self.own.iter().map(String::as_str));
        let known = known.chain(entry.names()).chain(of_fixtures.iter().map(String::as_str));
        Stray::new(name, message, known.collect::<Vec<_>>())
    }

    fn computes(&self) -> bool {
        self.standard.credential.computed.is_some()
    }

    fn credentials(&self) -> Vec<&'static str> {
        let mut names = vec!["credential", "foreign"];
        if self.standard.credential.account.is_some() {
            names.extend(["account", "foreign_account"]);
        }
        if self.computes() {
            names.push("credential.yesterday");
        }
        names
    }

    fn row(&self, local: &str) -> Result<(), Stray> {
        if self.standard.row(local).is_some() {
            return Ok(());
        }
        let ids: Vec<String> = self.standard.row_ids().collect();
        let stray = Stray::new(local, format!("no row `{local}`"), ids.iter().map(String::as_str));
        Err(stray.behind("names."))
    }
}

fn class_of(text: &str) -> Result<(), Stray> {
    let (class, key) = text.split_once('.').unwrap_or((text, ""));
    if !Synthetic::CLASSES.contains(&class) {
        let known = Synthetic::CLASSES.iter().copied();
        return Err(Stray::new(class, format!("no class `{class}` of synthetic values"), known));
    }
    if key.is_empty() {
        let stray = Stray::new(class, format!("`make.{class}` needs a name for the value"), []);
        return Err(stray.advising(format!("write `make.{class}.1`")));
    }
    Ok(())
}
