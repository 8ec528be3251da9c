//! What may still be sent: the pace, the number of records, whether the run goes on and the target still answers.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use super::engine::Settings;
use super::exchange::is_unreachable;
use super::limits::RateLimit;
use super::pauses::Pauses;
use crate::check::Seen;
use crate::observation::WireFault;
use crate::target::StandardTarget;
use crate::verdict::Stopped;

/// Exchanges that nobody answered, one after the other, after which a target counts as gone.
const GIVE_UP_AFTER: u32 = 12;

pub(super) struct Gate {
    rate: RateLimit,
    /// Records that may still be made; none: no limit.
    creates: Option<AtomicU64>,
    unreachable: AtomicU32,
    gone: AtomicBool,
    stop: tokio::sync::watch::Receiver<bool>,
    pauses: Pauses,
}

impl Gate {
    /// `spent` of the records that may be made were made, or may have been, before the run was cut short and went on.
    pub fn new(target: &StandardTarget, settings: &Settings, spent: u64) -> Self {
        Self {
            rate: target.requests_per_second().map_or_else(RateLimit::unlimited, RateLimit::new),
            creates: target.max_creates().map(|all| AtomicU64::new(all.saturating_sub(spent))),
            unreachable: AtomicU32::new(0),
            gone: AtomicBool::new(false),
            stop: settings.stop.clone(),
            pauses: settings.pauses.clone(),
        }
    }

    /// Waits these seconds, or until the run is stopped.
    pub async fn pause(&self, seconds: u64) {
        tokio::select! {
            () = self.pauses.wait(seconds) => {}
            () = self.stop() => {}
        }
    }

    /// Nothing is sent any more.
    pub fn is_closed(&self) -> bool {
        self.gone.load(Ordering::Relaxed) || *self.stop.borrow()
    }

    /// What an exchange that is no longer sent ends with.
    pub fn fault(&self) -> WireFault {
        if *self.stop.borrow() {
            WireFault::Stopped
        } else {
            WireFault::Unreachable("the target stopped answering earlier in this run".to_owned())
        }
    }

    /// Why the run ended early, if it did.
    pub fn stopped(&self) -> Option<Stopped> {
        if *self.stop.borrow() {
            Some(Stopped::Interrupted)
        } else {
            self.gone.load(Ordering::Relaxed).then_some(Stopped::Unreachable)
        }
    }

    /// Waits for the pace, and says whether time may have gone by.
    pub async fn permit(&self) -> bool {
        self.rate.permit().await
    }

    /// Takes one of the records that may be made.
    pub fn may_create(&self) -> bool {
        let Some(left) = &self.creates else { return true };
        left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }

    /// Notes how an exchange ended.
    pub fn note(&self, seen: &Seen) {
        if !is_unreachable(seen) {
            self.unreachable.store(0, Ordering::Relaxed);
        } else if self.unreachable.fetch_add(1, Ordering::Relaxed) + 1 >= GIVE_UP_AFTER {
            self.gone.store(true, Ordering::Relaxed);
        }
    }

    /// Completes when the run is stopped.
    pub async fn stop(&self) {
        let mut stop = self.stop.clone();
        if stop.wait_for(|stopped| *stopped).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
