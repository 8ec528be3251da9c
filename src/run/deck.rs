//! Transports that record what crosses them, or answer from what was recorded.

use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt, ready};

use super::tape::{Fidelity, Recorded, Tape};
use super::transport::{Place, Transport};
use crate::observation::{HttpAnswer, HttpRequest, WireFault};

/// Keeps exchanges. It must be quick: exchanges wait for it.
pub trait Recorder: Send + Sync {
    /// Notes that a request which may create something is about to be sent: if nobody hears its answer, nobody knows
    /// whether it did.
    fn sending(&self, place: Place<'_>);

    /// Keeps an exchange with every byte, as soon as it is over; `fresh` unless it came from a tape.
    fn exact(&self, exchange: &Recorded, fresh: bool);

    /// Keeps an exchange without credentials and personal data, when its case is over.
    fn masked(&self, exchange: Recorded);

    /// Whether masked exchanges are wanted at all.
    fn wants_masked(&self) -> bool;
}

/// Hands requests on to a transport unless their answer is on tape, and lets what is new be kept.
pub struct Deck<'a> {
    /// Who carries what is not on tape.
    pub inner: &'a dyn Transport,
    /// What an earlier run has had already.
    pub tape: Arc<Tape>,
    /// Who keeps what is new.
    pub recorder: Arc<dyn Recorder>,
}

impl Deck<'_> {
    fn on_tape(&self, place: Place<'_>, request: &HttpRequest) -> Option<&Recorded> {
        self.tape.get(place.case, place.step).filter(|recorded| recorded.answers(request))
    }

    /// What is on tape, else what comes now, which is kept.
    async fn kept(
        &self,
        place: Place<'_>,
        request: &HttpRequest,
        now: BoxFuture<'_, Result<HttpAnswer, WireFault>>,
    ) -> Result<HttpAnswer, WireFault> {
        if let Some(known) = self.on_tape(place, request) {
            self.recorder.exact(known, false);
            return known.result();
        }
        if !place.reads {
            self.recorder.sending(place);
        }
        let result = now.await;
        self.recorder.exact(&Recorded::exact((place.case, place.step), request, &result), true);
        result
    }
}

impl Transport for Deck<'_> {
    fn send<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        self.inner.send(request)
    }

    fn send_from<'a>(
        &'a self,
        place: Place<'a>,
        request: &'a HttpRequest,
    ) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        self.kept(place, request, self.inner.send_from(place, request)).boxed()
    }

    fn greet<'a>(&'a self, place: Place<'a>, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        self.kept(place, request, self.inner.greet(place, request)).boxed()
    }

    fn recorded(&self, place: Place<'_>) -> Option<Fidelity> {
        self.tape.get(place.case, place.step).map(|recorded| recorded.fidelity)
    }

    fn recorder(&self) -> Option<&dyn Recorder> {
        Some(self.recorder.as_ref())
    }

    fn earlier(&self) -> Option<&Tape> {
        Some(&self.tape)
    }
}

/// Answers from a recording alone.
pub struct Replay {
    tape: Tape,
}

impl Replay {
    /// A transport that knows these exchanges.
    pub fn new(tape: Tape) -> Self {
        Self { tape }
    }
}

impl Transport for Replay {
    fn send<'a>(&'a self, _: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        ready(Err(missing())).boxed()
    }

    fn send_from<'a>(&'a self, place: Place<'a>, _: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        ready(self.tape.get(place.case, place.step).map_or_else(|| Err(missing()), Recorded::result)).boxed()
    }

    fn greet<'a>(&'a self, place: Place<'a>, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        self.send_from(place, request)
    }

    fn recorded(&self, place: Place<'_>) -> Option<Fidelity> {
        // What it does not have must not be waited for either.
        Some(self.tape.get(place.case, place.step).map_or(Fidelity::Exact, |recorded| recorded.fidelity))
    }

    fn earlier(&self) -> Option<&Tape> {
        Some(&self.tape)
    }
}

fn missing() -> WireFault {
    WireFault::Stopped
}
