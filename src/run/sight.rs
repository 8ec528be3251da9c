//! Gathers from the stream of a run what its calls show to clauses of other standards.

use super::engine::Ready;
use crate::check::Sighting;
use crate::standard::Encoding;
use crate::verdict::{Event, ExchangeEvent, FindingCode, Verdict, VerdictEvent};

/// What was seen of each base URL that is called.
pub(super) struct Sights(Vec<Sighting>);

impl Sights {
    /// Nothing yet, of standards that are ready.
    pub fn of<'r>(ready: impl Iterator<Item = &'r Ready<'r>>) -> Self {
        let blank = |ready: &Ready<'_>| {
            let standard = ready.plan.standard.as_ref();
            Sighting {
                standard: standard.id.clone(),
                network: ready.target.network().as_str().to_owned(),
                encrypted: ready.target.base_url().starts_with("https:"),
                posts: ready.target.encoding().unwrap_or(standard.encoding) == Encoding::Json,
                ..Sighting::default()
            }
        };
        Self(ready.map(blank).collect())
    }

    /// Takes in an event.
    pub fn note(&mut self, event: &Event) {
        match event {
            Event::Exchange(exchange) => self.exchange(exchange),
            Event::Verdict(verdict) => self.verdict(verdict),
            Event::RunStarted(_) | Event::Requirement(_) | Event::RunFinished(_) => {}
        }
    }

    /// What was seen.
    pub fn sightings(self) -> Vec<Sighting> {
        self.0
    }

    fn exchange(&mut self, exchange: &ExchangeEvent) {
        let Some(seen) = self.0.iter_mut().find(|seen| seen.standard == exchange.standard) else { return };
        seen.answered += usize::from(exchange.status.is_some());
        seen.succeeded += usize::from(matches!(exchange.outcome.as_str(), "accepted" | "empty"));
        seen.refused += usize::from(exchange.outcome == "refused");
    }

    fn verdict(&mut self, verdict: &VerdictEvent) {
        let Some(seen) = self.0.iter_mut().find(|seen| seen.standard == verdict.standard) else { return };
        let finding = verdict.finding.as_ref();
        let code = finding.map(|finding| finding.code);
        let told = matches!(verdict.verdict, Verdict::Fail | Verdict::Warning);
        seen.as_success |= told && code == Some(FindingCode::ErrorAsSuccess);
        if let Some(root) = finding.map(|finding| finding.root.code).filter(|code| code.is_tls()) {
            seen.tls = Some(root);
        }
        let unit = (verdict.requirement.clone(), verdict.aspect);
        let worst = seen.verdicts.entry(unit).or_insert((verdict.verdict, code));
        if verdict.verdict > worst.0 {
            *worst = (verdict.verdict, code);
        }
    }
}
