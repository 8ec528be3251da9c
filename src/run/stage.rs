//! What all cases of one standard share while they run.

use secrecy::ExposeSecret;
use serde_json::Value;

use super::gate::Gate;
use super::shell::Shell;
use super::signing::Signer;
use super::transport::Transport;
use super::values::Shared;
use crate::check::{Registry, Seen, Surroundings, visit};
use crate::observation::Masker;
use crate::schema::Schemas;
use crate::standard::Standard;

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
    /// Signs requests for the gateway, if it wants that.
    pub signer: Option<&'a Signer<'a>>,
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
            if let Some(operation) = self.standard.operation(&seen.operation) {
                visit(self.standard, &operation.response, &seen.body, &mut |instance| {
                    match (instance.row.class, instance.value) {
                        (Some(_), Some(Value::String(text))) => masker.add_personal(text),
                        // A phone or identity number may come as a number by mistake.
                        (Some(_), Some(Value::Number(number))) => masker.add_personal(&number.to_string()),
                        _ => {}
                    }
                });
            }
        }
        masker
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
