//! The pace of a run.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// A ceiling on requests a second: permits are given out evenly, in the order of asking, and never in bursts.
#[derive(Debug)]
pub struct RateLimit {
    /// Time between two permits; none: no ceiling.
    interval: Option<Duration>,
    /// When the next permit is due.
    next: Mutex<Option<Instant>>,
}

impl RateLimit {
    /// At most this many permits a second. A rate that is not positive, or too high to be told from none, is no ceiling.
    pub fn new(per_second: f64) -> Self {
        let interval = (per_second > 0.0)
            .then(|| Duration::try_from_secs_f64(1.0 / per_second).unwrap_or(Duration::MAX))
            .filter(|interval| !interval.is_zero());
        Self { interval, next: Mutex::new(None) }
    }

    /// No ceiling.
    pub fn unlimited() -> Self {
        Self { interval: None, next: Mutex::new(None) }
    }

    /// Waits for the next permit, and says whether time may have gone by. A caller that stops waiting gives its permit
    /// up: nobody else gets it sooner.
    pub async fn permit(&self) -> bool {
        let Some(due) = self.reserve() else { return false };
        sleep_until(due).await;
        true
    }

    /// Takes the next place in time.
    fn reserve(&self) -> Option<Instant> {
        let interval = self.interval?;
        let now = Instant::now();
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let due = next.map_or(now, |next| next.max(now));
        // A pace so slow that its next permit lies beyond the clock keeps the last place that the clock can name.
        *next = Some(due.checked_add(interval).unwrap_or(due));
        Some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn elapsed_for(limit: &RateLimit, permits: usize) -> Duration {
        let start = Instant::now();
        for _ in 0..permits {
            limit.permit().await;
        }
        start.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_permit_is_free_and_the_others_are_evenly_spaced() {
        let limit = RateLimit::new(20.0);
        assert_eq!(elapsed_for(&limit, 1).await, Duration::ZERO);
        let ten = elapsed_for(&limit, 10).await;
        assert!((500..=505).contains(&ten.as_millis()), "{ten:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn idle_time_is_not_saved_up_for_a_burst() {
        let limit = RateLimit::new(10.0);
        limit.permit().await;
        tokio::time::advance(Duration::from_secs(60)).await;
        let three = elapsed_for(&limit, 3).await;
        assert!((200..=203).contains(&three.as_millis()), "{three:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn callers_at_once_share_one_pace() {
        let limit = RateLimit::new(4.0);
        let start = Instant::now();
        futures_util::future::join_all((0..9).map(|_| limit.permit())).await;
        let nine = start.elapsed();
        assert!((2000..=2003).contains(&nine.as_millis()), "{nine:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_rate_below_one_is_a_pause_of_seconds() {
        let limit = RateLimit::new(0.5);
        assert_eq!(elapsed_for(&limit, 2).await.as_secs(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn no_sensible_rate_is_no_ceiling() {
        for rate in [0.0, -3.0, f64::NAN, f64::INFINITY, 1e12] {
            assert_eq!(elapsed_for(&RateLimit::new(rate), 1000).await, Duration::ZERO, "{rate}");
        }
        assert_eq!(elapsed_for(&RateLimit::unlimited(), 1000).await, Duration::ZERO);
    }
}
