//! Asks each server that is called over HTTPS whether it still takes versions of TLS older than what is asked of it.
//!
//! What a client of this program speaks begins at TLS 1.2, so that a server that takes more would go unnoticed.

use futures_util::future::BoxFuture;

use super::engine::Ready;
use super::gate::Gate;
use super::tape::Recorded;
use super::transport::Place;
use crate::check::{OlderTls, told};
use crate::observation::{HttpAnswer, HttpRequest, OldTls, WireFault, client_hello};
use crate::standard::{Sight, Standard};
use crate::target::{Network, StandardTarget};
use crate::verdict::{Event, ExchangeEvent};

/// Why nobody is asked through a proxy.
pub(super) const NO_PROXY: &str =
    "a proxy stands before the server, so that nobody asks whether older versions of TLS are taken";

/// What servers were asked already, by host and port: several standards may share one.
#[derive(Default)]
pub(super) struct Older(Vec<(String, OlderTls)>);

/// Whether the versions of TLS matter to a standard.
pub(super) fn matters(standard: &Standard) -> bool {
    standard.clauses.iter().filter_map(|clause| clause.probe.as_ref()).any(|probe| probe.sees == Sight::Encrypted)
}

/// Host and port of a target that is asked; none where it is called over plain HTTP, or nothing is asked of its network.
pub(super) fn origin(target: &StandardTarget) -> Option<String> {
    let url = url::Url::parse(target.base_url()).ok()?;
    let is_asked = url.scheme() == "https" && target.network() != Network::Lab;
    is_asked.then(|| format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(0)))
}

impl Older {
    /// What a server says, asked once; `asking` is the standard for which it is asked.
    pub async fn ask(
        &mut self,
        asking: &Standard,
        (ready, gate): (&Ready<'_>, &Gate),
        emit: &mut dyn FnMut(Event),
    ) -> OlderTls {
        let Some(origin) = origin(ready.target) else { return OlderTls::NotAsked };
        if let Some((_, known)) = self.0.iter().find(|(known, _)| *known == origin) {
            return known.clone();
        }
        let older = asked(asking, (ready, gate), emit).await;
        self.0.push((origin, older.clone()));
        older
    }
}

async fn asked(asking: &Standard, (ready, gate): (&Ready<'_>, &Gate), emit: &mut dyn FnMut(Event)) -> OlderTls {
    if ready.target.wire().proxy.is_some() {
        return OlderTls::Unseen(NO_PROXY.to_owned());
    }
    let host = url::Url::parse(ready.target.base_url()).ok();
    let host = host.as_ref().and_then(url::Url::domain);
    let case = format!("{}/probe", asking.id);
    let mut answers = Vec::new();
    for version in OldTls::ALL {
        let step = format!("{}.{}", version.as_str().to_lowercase().replace(' ', "-"), ready.plan.standard.id);
        let request = HttpRequest {
            method: "CLIENT-HELLO".to_owned(),
            url: ready.target.base_url().to_owned(),
            headers: Vec::new(),
            body: client_hello(version, host),
        };
        let place = Place { case: &case, step: &step, reads: true };
        let answer = at_pace(gate, || ready.transport.greet(place, &request)).await;
        if let Some(recorder) = ready.transport.recorder().filter(|recorder| recorder.wants_masked()) {
            recorder.masked(Recorded::exact((&case, &step), &request, &answer));
        }
        let millis = answer.as_ref().map_or(0.0, |answer| answer.elapsed.as_secs_f64() * 1000.0);
        let answer = answer.map(|answer| answer.body);
        let outcome = outcome(version, &answer);
        emit(Event::Exchange(ExchangeEvent {
            standard: asking.id.clone(),
            operation: String::new(),
            case: case.clone(),
            step,
            status: None,
            outcome,
            millis,
        }));
        let is_nobody_there = matches!(answer, Err(WireFault::Unreachable(_) | WireFault::Timeout(_)));
        answers.push((version, answer));
        if is_nobody_there {
            break;
        }
    }
    OlderTls::of(&answers)
}

fn outcome(version: OldTls, answer: &Result<Vec<u8>, WireFault>) -> String {
    match told(answer) {
        Ok(Some(name)) => format!("{name} accepted"),
        Ok(None) => format!("{} refused", version.as_str()),
        Err(reason) => reason,
    }
}

/// Waits for the pace, then for an answer, unless the run is stopped before.
pub(super) async fn at_pace<'a>(
    gate: &Gate,
    send: impl FnOnce() -> BoxFuture<'a, Result<HttpAnswer, WireFault>>,
) -> Result<HttpAnswer, WireFault> {
    gate.permit().await;
    if gate.is_closed() {
        return Err(gate.fault());
    }
    tokio::select! {
        biased;
        answer = send() => answer,
        () = gate.stop() => Err(WireFault::Stopped),
    }
}
