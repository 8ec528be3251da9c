//! Getting a file from an address that an answer gave.

use std::time::Duration;

use serde_json::Value;

use super::blocked::{Blocked, apart};
use super::case::CaseRun;
use super::exchange::{exchange, see};
use super::settle::root;
use crate::id::Aspect;
use crate::observation::HttpRequest;
use crate::plan::{Step, fill};
use crate::standard::Operation;
use crate::verdict::FindingCode;

impl<'a> CaseRun<'a> {
    /// Gets the address and judges what the step asks for; no credential goes along.
    pub(super) async fn fetched(
        &mut self,
        (step, id): (&'a Step, String),
        operation: &'a Operation,
        address: &str,
    ) -> Result<(), Blocked> {
        let url = match self.address(address, operation) {
            Ok(url) => url,
            Err(blocked) => {
                self.block(std::slice::from_ref(step), &blocked);
                return Err(blocked);
            }
        };
        if self.recorded(&id).is_none() {
            self.stage.gate.permit().await;
        }
        let headers = vec![("accept".to_owned(), "*/*".to_owned())];
        let http = HttpRequest { method: "GET".to_owned(), url: url.clone(), headers, body: Vec::new() };
        let url = Value::String(url);
        let seen = if self.stage.gate.is_closed() {
            see(self.stage, operation, (step, &id), url, Err(self.stage.gate.fault()))
        } else {
            let (seen, kept) = exchange(self.stage, operation, (self.case_id(), (step, &id)), (url, &http)).await;
            self.kept.extend(kept);
            seen
        };
        self.keep_exchange(id.clone(), http, &seen);
        let judged = self.judge_calls(step, &seen);
        self.keep_step(id, seen);
        judged
    }

    /// The address, if it is one that may be got: a target must not send this program elsewhere.
    fn address(&mut self, template: &str, operation: &Operation) -> Result<String, Blocked> {
        let filled = fill(&Value::from(template), &mut self.variables).map_err(|name| {
            let cause = self.variables.missing.take().and_then(|(_, root)| root);
            self.lacking(operation, &name, cause)
        })?;
        let text = filled.as_str().unwrap_or_default().to_owned();
        // An address that was broken where it was given has its cause there.
        let known = self.variables.used.first().cloned();
        let code = if known.is_some() { FindingCode::Prerequisite } else { FindingCode::NeedsData };
        let (known, verdict) = apart(known);
        let refuse = |reason: String| Blocked {
            root: known.clone().unwrap_or_else(|| {
                root(self.stage.standard, &operation.requirements.output, Aspect::Format, FindingCode::NeedsData)
            }),
            code,
            reason,
            verdict,
        };
        let Ok(url) = url::Url::parse(&text) else { return Err(refuse("what was given is no URL".to_owned())) };
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refuse(format!("the address has the scheme `{}`", url.scheme())));
        }
        let host = url.host_str().unwrap_or_default();
        if !self.stage.shared.target.lets_fetch_from(host) {
            return Err(refuse(format!("`file_hosts` of the target file does not list {host}")));
        }
        Ok(text)
    }

    /// Waits as the step says, or until the run is stopped.
    pub(super) async fn pause(&self, step: &Step) {
        if step.wait > 0 && self.recorded(&step.id).is_none() {
            tokio::select! {
                () = tokio::time::sleep(Duration::from_secs(step.wait)) => {}
                () = self.stage.gate.stop() => {}
            }
        }
    }
}
