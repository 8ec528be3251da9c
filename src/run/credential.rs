//! The credentials of a target: those of its file, and those that the standard computes from an account and the day.

use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, offset};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use super::clock::instant;
use super::digest::sm3;
use crate::standard::{ComputedRule, CredentialRule, DayForm, DigestName, Ingredient};
use crate::target::{Secret, StandardTarget};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The variable that is the credential of the day before.
const YESTERDAY: &str = "credential.yesterday";

/// Begins the variable that is the credential of the account that the rest names.
pub(super) const OF: &str = "credential.of.";

/// Looks credentials up at the moment at which they are needed.
pub(super) struct Credentials<'a> {
    rule: &'a CredentialRule,
    target: &'a StandardTarget,
    clock: fn() -> DateTime,
    /// When the run began.
    begun: Timestamp,
}

/// How a shell gets the value of a variable that stands for a computed credential.
pub(super) struct Recipe {
    /// The variable, `$ACCESS_TOKEN`.
    pub placeholder: String,
    /// The command that prints the value.
    pub command: String,
}

impl<'a> Credentials<'a> {
    pub fn new(rule: &'a CredentialRule, target: &'a StandardTarget, clock: fn() -> DateTime) -> Self {
        Self { rule, target, clock, begun: instant(clock()) }
    }

    /// The value of a case variable; none when it is no credential, or the target has none such.
    pub fn variable(&self, name: &str) -> Option<SecretString> {
        let rule = self.rule;
        let account = rule.account.as_ref();
        match name {
            "credential" => self.given(&rule.name).or_else(|| self.computed(&account?.name, self.now())),
            YESTERDAY => self.computed(&account?.name, self.now().checked_sub(DAY).ok()?),
            "foreign" => self.given(&rule.foreign).or_else(|| self.computed(&account?.foreign, self.now())),
            "account" => self.given(&account?.name),
            "foreign_account" => self.given(&account?.foreign),
            _ => None,
        }
    }

    /// The credential that an account would have today; none when the standard or the target knows no such rule.
    pub fn of(&self, account: &str) -> Option<String> {
        self.rule().map(|rule| compute(rule, account, self.now()))
    }

    /// Whether nothing is computed for this variable because the target was given a credential of its own kind.
    pub fn never(&self, name: &str) -> bool {
        (name == YESTERDAY || name.starts_with(OF)) && self.rule.computed.is_some() && self.rule().is_none()
    }

    /// The computed values that this run may have sent so far, with what is shown instead.
    pub fn secrets(&self) -> Vec<Secret> {
        let Some(rule) = &self.rule.computed else { return Vec::new() };
        let before = self.begun.checked_sub(DAY).unwrap_or(self.begun);
        let days: Vec<Timestamp> = std::iter::successors(Some(before), |day| day.checked_add(DAY).ok())
            .take_while(|at| day(rule, *at) <= day(rule, self.now()))
            .collect();
        let parties = self.parties();
        let all = parties.iter().flat_map(|(account, name)| days.iter().map(move |day| (account, name, *day)));
        all.filter_map(|(account, name, at)| {
            let value = self.computed(account, at)?;
            Some(Secret { value, placeholder: if at == before { yesterday(name) } else { own(name) } })
        })
        .collect()
    }

    /// What a shell has to do for the variables that stand for computed values.
    pub fn recipes(&self) -> Vec<Recipe> {
        let Some(rule) = &self.rule.computed else { return Vec::new() };
        let parties = self.parties().into_iter();
        let recipes = parties.filter_map(|(account, name)| {
            let account = self.target.credential(account)?.placeholder(account);
            let recipe = |placeholder, hours| Recipe { placeholder, command: command(rule, &account, hours) };
            // A zone without daylight saving is yesterday's when it is a day behind.
            Some([recipe(own(name), rule.zone.hours()), recipe(yesterday(name), rule.zone.hours() - 24)])
        });
        recipes.flatten().collect()
    }

    /// Accounts from which credentials are computed, with the names of these.
    fn parties(&self) -> Vec<(&'a str, &'a str)> {
        let rule = self.rule;
        let Some(account) = &rule.account else { return Vec::new() };
        vec![(account.name.as_str(), rule.name.as_str()), (account.foreign.as_str(), rule.foreign.as_str())]
    }

    fn now(&self) -> Timestamp {
        instant((self.clock)())
    }

    fn given(&self, name: &str) -> Option<SecretString> {
        self.target.credential(name).map(|credential| credential.value)
    }

    /// How credentials are computed. A target that was given one of its own kind has another rule: nothing is for it.
    fn rule(&self) -> Option<&'a ComputedRule> {
        self.rule.computed.as_ref().filter(|_| self.target.credential(&self.rule.name).is_none())
    }

    fn computed(&self, account: &str, at: Timestamp) -> Option<SecretString> {
        let rule = self.rule()?;
        let account = self.given(account)?;
        Some(compute(rule, account.expose_secret(), at).into())
    }
}

/// Whether a credential that a case needs can be had: the target file gives it, or what it is computed from.
pub fn has_credential(rule: &CredentialRule, target: &StandardTarget, name: &str) -> bool {
    let computed = rule.computed.is_some() && target.credential(&rule.name).is_none();
    let account = rule.account.as_ref().filter(|_| computed).and_then(|account| match name {
        name if name == rule.name => Some(&account.name),
        name if name == rule.foreign => Some(&account.foreign),
        _ => None,
    });
    target.credential(name).is_some() || account.is_some_and(|account| target.credential(account).is_some())
}

/// The credential of an account at an instant.
fn compute(rule: &ComputedRule, account: &str, at: Timestamp) -> String {
    let day = match rule.day {
        DayForm::EightDigits => day(rule, at).strftime("%Y%m%d").to_string(),
    };
    let text: String = rule.of.iter().map(|part| if *part == Ingredient::Day { &day } else { account }).collect();
    match rule.digest {
        DigestName::Sm3 => sm3(&text),
    }
}

fn day(rule: &ComputedRule, at: Timestamp) -> Date {
    at.to_zoned(TimeZone::fixed(offset(rule.zone.hours()))).date()
}

/// The same in a shell, at a place that is so many hours ahead of UTC. Such a zone needs no table of the system.
fn command(rule: &ComputedRule, account: &str, hours: i8) -> String {
    let day = match rule.day {
        DayForm::EightDigits => format!("$(TZ=DAY{} date +%Y%m%d)", -hours),
    };
    let text: String = rule.of.iter().map(|part| if *part == Ingredient::Day { &day } else { account }).collect();
    let digest = match rule.digest {
        DigestName::Sm3 => "sm3",
    };
    format!("$(printf %s \"{text}\" | openssl dgst -{digest} -r | cut -d' ' -f1)")
}

fn own(name: &str) -> String {
    format!("${}", name.to_ascii_uppercase())
}

fn yesterday(name: &str) -> String {
    format!("{}_YESTERDAY", own(name))
}

#[cfg(test)]
#[path = "../../tests/wire/credential.rs"]
mod tests;
