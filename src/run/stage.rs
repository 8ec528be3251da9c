//! What all cases of one standard share while they run.

use super::directory::Directory;
use super::gate::Gate;
use super::persons::Persons;
use super::shell::Shell;
use super::signing::Signer;
use super::transport::Transport;
use super::values::Shared;
use crate::check::{Coverage, Outcome, Registry, Seen, Surroundings, read};
use crate::observation::{Answer, Masker};
use crate::schema::Schemas;
use crate::standard::Standard;

#[derive(Clone, Copy)]
pub(super) struct Stage<'a> {
    pub standard: &'a Standard,
    pub directory: &'a Directory<'a>,
    pub schemas: &'a Schemas,
    /// What the plan judges.
    pub coverage: &'a Coverage,
    pub shared: Shared<'a>,
    pub transport: &'a dyn Transport,
    pub registry: &'a Registry,
    pub surroundings: &'a Surroundings,
    pub gate: &'a Gate,
    /// What is known of whose values are whose.
    pub persons: &'a Persons,
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
    /// Masks credentials, and personal data that the target has told so far and the run did not make up.
    pub fn masker<'s>(&self, seen: impl Iterator<Item = &'s Seen>) -> Masker {
        // Credentials may be computed while the run goes on.
        let mut masker = self.persons.masker(&self.shared.credentials.secrets());
        for seen in seen {
            self.persons.add_own(&seen.request, &mut masker);
            let Some(operation) = self.standard.operation(&seen.operation) else { continue };
            let raw = seen.answer.as_ref().ok().and_then(Answer::json);
            let body = match raw.filter(|_| matches!(seen.outcome, Outcome::Gateway { .. })) {
                // What a gateway passes on may be the target's after all.
                Some(raw) => &read(self.standard, &operation.response, raw).0,
                None => &seen.body,
            };
            self.persons.add_personal(self.standard, operation, body, &mut masker);
        }
        masker
    }
}
