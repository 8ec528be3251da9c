//! What all cases of one standard share while they run.

use secrecy::ExposeSecret;
use serde_json::Value;

use super::gate::Gate;
use super::shell::Shell;
use super::signing::Signer;
use super::transport::Transport;
use super::values::Shared;
use crate::check::{Outcome, Registry, Seen, Surroundings, read, visit};
use crate::observation::{Answer, Masker};
use crate::schema::Schemas;
use crate::standard::{Operation, Standard};

#[derive(Clone, Copy)]
pub(super) struct Stage<'a> {
    pub standard: &'a Standard,
    pub schemas: &'a Schemas,
    pub shared: Shared<'a>,
    pub transport: &'a dyn Transport,
    pub registry: &'a Registry,
    pub surroundings: &'a Surroundings,
    pub gate: &'a Gate,
    /// Masks the credentials.
    pub secrets: &'a Masker,
    /// Writes the commands that repeat requests.
    pub shell: &'a Shell<'a>,
    /// Findings are neither masked nor given a command: for targets of this process, whose data belong to nobody.
    pub brief: bool,
    /// Signs requests for the gateway, if it wants that.
    pub signer: Option<&'a Signer<'a>>,
}

impl<'a> Stage<'a> {
    /// The same with another transport.
    pub fn through<'s>(&'s self, transport: &'s dyn Transport) -> Stage<'s> {
        Stage { transport, shared: self.shared, ..*self }
    }
}

impl Stage<'_> {
    /// Masks credentials, and personal data that these exchanges brought and the run did not make up.
    pub fn masker<'s>(&self, seen: impl Iterator<Item = &'s Seen>) -> Masker {
        let mut masker = self.secrets.clone();
        for secret in self.shared.credentials.secrets() {
            masker.add_secret(secret.value.expose_secret(), &secret.placeholder);
        }
        for seen in seen {
            own(&seen.request, &mut masker);
            let Some(operation) = self.standard.operation(&seen.operation) else { continue };
            let raw = seen.answer.as_ref().ok().and_then(Answer::json);
            match raw.filter(|_| matches!(seen.outcome, Outcome::Gateway { .. })) {
                // What a gateway passes on may be the target's after all.
                Some(raw) => self.personal(operation, &read(self.standard, &operation.response, raw).0, &mut masker),
                None => self.personal(operation, &seen.body, &mut masker),
            }
        }
        masker
    }

    /// Adds the personal data of an answer.
    fn personal(&self, operation: &Operation, body: &Value, masker: &mut Masker) {
        visit(self.standard, &operation.response, body, &mut |instance| {
            if let (Some(_), Some(value)) = (instance.row.class, instance.value) {
                personal(value, masker);
            }
        });
    }
}

/// All that stands where personal data are due, in whatever shape it came.
fn personal(value: &Value, masker: &mut Masker) {
    match value {
        Value::String(text) => masker.add_personal(text),
        // A phone or identity number may come as a number by mistake.
        Value::Number(number) => masker.add_personal(&number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| personal(item, masker)),
        Value::Object(members) => members.values().for_each(|value| personal(value, masker)),
        Value::Null | Value::Bool(_) => {}
    }
}

fn own(value: &Value, masker: &mut Masker) {
    match value {
        Value::String(text) => masker.add_own(text),
        Value::Array(items) => items.iter().for_each(|item| own(item, masker)),
        Value::Object(members) => members.values().for_each(|value| own(value, masker)),
        _ => {}
    }
}
